import { campaigns } from "@/api/campaigns";
import type { Audience } from "@/campaigns/audience-step";
import { partsOf } from "@/campaigns/parts";

/** Sends the audience to a draft, part after part. */
export async function gather(id: string, audience: Audience): Promise<void> {
  if (audience.kind === "file") {
    for (const { csv, firstLine } of partsOf(audience.csv)) {
      await campaigns.addRows(id, csv, firstLine, audience.numberColumn || null);
    }
    return;
  }
  let line = 1;
  for (const state of ["open", "closed"] as const) {
    let cursor: string | null = null;
    do {
      const days = Number(audience.wroteWithinDays);
      const filter = {
        state,
        namedOnly: audience.namedOnly,
        ourNumber: audience.ourNumber || null,
        wroteWithinDays: days > 0 ? days : null,
      };
      const added = await campaigns.addListed(id, filter, line, cursor);
      line += 100;
      cursor = added.nextCursor;
    } while (cursor);
  }
}
