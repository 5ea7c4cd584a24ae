import type { ConsentEntry, TeamMember } from "@/api/types";
import { formatPhone } from "@/format/phone";

const DEEDS: Record<string, string> = {
  opted_out: "Opted out",
  opted_in: "Opted in",
  help_requested: "Asked for help",
};

/** A line of the ledger in words. */
export function wordsOf(entry: ConsentEntry, team: readonly TeamMember[]): string {
  const deed = DEEDS[entry.kind] ?? entry.kind;
  const by = entry.ourNumber ? ` to ${formatPhone(entry.ourNumber)}` : "";
  switch (entry.cause) {
    case "keyword":
      return `${deed}: texted “${entry.word.trim()}”${by}`;
    case "carrier_error":
      return `${deed}: Twilio refused a text (error ${entry.code})`;
    case "person":
      return `${deed}, recorded by ${team.find(({ id }) => id === entry.userId)?.name ?? "a former member"}: ${entry.reason}`;
    case "import":
      return `${deed}, taken over: ${entry.reason}`;
  }
}
