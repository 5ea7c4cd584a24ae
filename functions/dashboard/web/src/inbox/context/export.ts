import type { ExportPage } from "@/api/types";

/** Everything that the hub holds of a customer, as one file has it. */
export interface WholeExport {
  details: ExportPage["details"];
  campaigns: ExportPage["campaigns"];
  entries: ExportPage["entries"];
}

/** How far an export has come. */
export interface Gathered {
  campaigns: number;
  entries: number;
}

type PageAfter = (cursor: string | null) => Promise<ExportPage>;

/** Joins all pages. Pages may be empty and still go on. */
export async function gatherExport(pageAfter: PageAfter, onProgress: (gathered: Gathered) => void): Promise<WholeExport> {
  const whole: WholeExport = { details: null, campaigns: [], entries: [] };
  let cursor: string | null | undefined = null;
  do {
    const page: ExportPage = await pageAfter(cursor);
    whole.details = page.details ?? whole.details;
    whole.campaigns.push(...page.campaigns);
    whole.entries.push(...page.entries);
    onProgress({ campaigns: whole.campaigns.length, entries: whole.entries.length });
    cursor = page.nextCursor;
  } while (cursor);
  return whole;
}

/** What is known of the way: how much there is in all is not. */
export function progressWords({ campaigns, entries }: Gathered): string {
  const found = [entries > 0 && counted(entries, "message, call or note", "messages, calls and notes"), campaigns > 0 && counted(campaigns, "campaign", "campaigns")];
  const words = found.filter((part) => part !== false).join(", ");
  return words === "" ? "Exporting…" : `Exporting… ${words} so far`;
}

const counted = (count: number, one: string, several: string): string => `${count.toLocaleString("en-US")} ${count === 1 ? one : several}`;
