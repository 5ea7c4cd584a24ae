import type { Share } from "@/api/calls";
import { fullTime } from "@/format/time";

export const STATE_WORDS: Record<Share["state"], string> = { open: "Open", ended: "Ended", revoked: "Ended by the team" };

/** How often a share was opened, and when last with what. */
export function openingWords({ opened, openings }: Pick<Share, "opened" | "openings">, zone: string): string {
  const last = openings[0];
  if (opened === 0 || !last) return "Not opened yet";
  const times = opened === 1 ? "Opened once" : `Opened ${opened} times, last`;
  return `${times} ${fullTime(last.at, zone)} with ${last.agent}`;
}
