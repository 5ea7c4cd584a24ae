const MINUTE_MS = 60_000;
const WINDOW_MS = 24 * 60 * MINUTE_MS;

/** How many whole minutes free texts may still go; none once the window is closed or was never open. */
export function minutesLeft(lastInboundMs: number | null | undefined, now: Date): number {
  if (lastInboundMs === null || lastInboundMs === undefined) return 0;
  const left = Math.ceil((lastInboundMs + WINDOW_MS - now.getTime()) / MINUTE_MS);
  return Math.min(Math.max(0, left), WINDOW_MS / MINUTE_MS);
}

/** `You can write freely for 3 h 20 min.` */
export function leftInWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [hours > 0 ? `${hours} h` : "", rest > 0 || hours === 0 ? `${rest} min` : ""];
  return `You can write freely for ${parts.filter(Boolean).join(" ")}.`;
}
