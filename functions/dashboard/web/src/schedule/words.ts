import { tz } from "@date-fns/tz";
import { differenceInCalendarDays } from "date-fns";
import type { Scheduled } from "@/api/schedule";
import { clockTime, fullTime, soonDay } from "@/format/time";

/** `Today at 3:00 PM`, `Tomorrow at 9:00 AM`, `Monday, November 23 at 9:00 AM`. */
export function whenWords(at: string, now: Date, zone: string): string {
  return `${dayWords(at, now, zone)} at ${clockTime(at, zone)}`;
}

/** The same within a sentence: `tomorrow at 9:00 AM`. */
export const whenWithin = (at: string, now: Date, zone: string): string => whenWords(at, now, zone).replace(/^To(?=day|morrow)/, "to");

/** `Scheduled for tomorrow at 9:00 AM`. */
export const scheduledFor = (at: string, now: Date, zone: string): string => `Scheduled for ${whenWithin(at, now, zone)}`;

/** For a separator: the day ahead, or the one it was. */
export function dayWords(at: string, now: Date, zone: string): string {
  const days = differenceInCalendarDays(at, now, { in: tz(zone) });
  if (days === 0) return "Today";
  if (days === 1) return "Tomorrow";
  return days === -1 ? "Yesterday" : soonDay(at, now, zone);
}

const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What the viewer's own clock shows then, if it is not the organization's: `3:00 PM for you (Europe/Berlin)`. */
export function viewersTime(at: Date | string, zone: string, own = viewerZone()): string | null {
  const moment = new Date(at).toISOString();
  if (fullTime(moment, own) === fullTime(moment, zone)) return null;
  const isSameDay = fullTime(moment, own).split(", ")[0] === fullTime(moment, zone).split(", ")[0];
  return `${isSameDay ? clockTime(moment, own) : fullTime(moment, own)} for you (${own.replaceAll("_", " ")})`;
}

/** Why the moment is not simply the time that was chosen. */
export function shiftWords({ sendAt }: Scheduled): string | null {
  switch (sendAt.shift) {
    case "gap":
      return "Clocks are set forward then, so it goes an hour later on the clock.";
    case "fold":
      return "Clocks are set back then: it goes the first time this hour comes.";
    default:
      return null;
  }
}
