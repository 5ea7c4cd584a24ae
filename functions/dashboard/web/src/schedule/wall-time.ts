import { TZDate } from "@date-fns/tz";
import { addDays, format, nextMonday, setHours, startOfHour } from "date-fns";
import type { WallTime } from "@/api/schedule";

/** Times to send at, in the organization's zone, as the hub takes them: `2026-11-22T09:00`. */

const MORNING = 9;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface Preset {
  label: string;
  at: Date;
  sendAt: WallTime;
}

/** The wall time of a moment in a zone. */
export const wallIn = (at: Date | string, zone: string): string =>
  format(new TZDate(new Date(at).getTime(), zone), "yyyy-MM-dd'T'HH:mm");

/** The moment of a wall time in a zone; null for a text that is none. */
export function momentOf(local: string, zone: string): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(local)?.slice(1).map(Number);
  if (!parts) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts;
  return new Date(new TZDate(year, month - 1, day, hour, minute, zone).getTime());
}

const morningOf = (day: Date): Date => startOfHour(setHours(day, MORNING));

/** A moment for the hub. Where an hour comes twice, its wall time would mean the first one, so UTC tells it. */
function wallTimeOf(at: Date, zone: string): WallTime {
  const local = wallIn(at, zone);
  const isPlain = momentOf(local, zone)?.getTime() === at.getTime();
  return isPlain ? { local, zone } : { local: wallIn(at, "UTC"), zone: "UTC" };
}

/** What people mostly mean by later. */
export function presets(now: Date, zone: string): Preset[] {
  const here = new TZDate(now.getTime(), zone);
  const inAnHour = new Date(Math.floor((now.getTime() + HOUR_MS) / MINUTE_MS) * MINUTE_MS);
  const named: [string, Date][] = [
    ["In 1 hour", inAnHour],
    ["Tomorrow 9:00", morningOf(addDays(here, 1))],
    ["Monday 9:00", morningOf(nextMonday(here))],
  ];
  // On a Sunday tomorrow is Monday.
  const distinct = named.filter(([, at], index) => named.findIndex(([, other]) => other.getTime() === at.getTime()) === index);
  return distinct.map(([label, at]) => ({ label, at: new Date(at.getTime()), sendAt: wallTimeOf(at, zone) }));
}
