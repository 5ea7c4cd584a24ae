import { tz } from "@date-fns/tz";
import { differenceInCalendarDays, differenceInMinutes } from "date-fns";
import { useSyncExternalStore } from "react";

/** Every time is told in the tenant's zone, so that two people read the same. */

type Shape = Omit<Intl.DateTimeFormatOptions, "timeZone">;

const CLOCK: Shape = { hour: "numeric", minute: "2-digit" };
const WEEKDAY: Shape = { weekday: "short" };
const DATE: Shape = { month: "short", day: "numeric" };
const LONG_DATE: Shape = { weekday: "long", month: "long", day: "numeric" };

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(at: Date | string, zone: string, shape: Shape): string {
  const key = zone + JSON.stringify(shape);
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", { ...shape, timeZone: zone });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(at));
}

const daysAgo = (at: string, now: Date, zone: string): number =>
  differenceInCalendarDays(now, at, { in: tz(zone) });

/** With the year where it is not this one. */
function dated(at: string, now: Date, zone: string, shape: Shape): string {
  const isThisYear = format(at, zone, { year: "numeric" }) === format(now, zone, { year: "numeric" });
  return format(at, zone, isThisYear ? shape : { ...shape, year: "numeric" });
}

/** For a list: `now`, `5 min`, `2 h`, `Yesterday`, `Tue`, `Mar 4`, `Mar 4, 2024`. */
export function shortTime(at: string, now: Date, zone: string): string {
  const minutes = differenceInMinutes(now, at);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const days = daysAgo(at, now, zone);
  if (days === 0) return `${Math.floor(minutes / 60)} h`;
  if (days === 1) return "Yesterday";
  return days < 7 ? format(at, zone, WEEKDAY) : dated(at, now, zone, DATE);
}

/** For a separator: `Today`, `Yesterday`, `Tuesday, March 4`. */
export function dayName(at: string, now: Date, zone: string): string {
  const days = daysAgo(at, now, zone);
  if (days <= 0) return "Today";
  return days === 1 ? "Yesterday" : dated(at, now, zone, LONG_DATE);
}

/** A day by its name and date: `Monday, November 23`. */
export const soonDay = (at: string, now: Date, zone: string): string => dated(at, now, zone, LONG_DATE);

/** A time of the coming days: `Mon 9:00 AM`. */
export const weekdayTime = (at: string, zone: string): string => `${format(at, zone, WEEKDAY)} ${format(at, zone, CLOCK)}`;

export const clockTime = (at: string, zone: string): string => format(at, zone, CLOCK);

export const fullTime = (at: string, zone: string): string =>
  format(at, zone, { ...DATE, year: "numeric", ...CLOCK });

/** The same for all times of one day in the zone. */
export const dayKey = (at: string, zone: string): string =>
  format(at, zone, { year: "numeric", month: "numeric", day: "numeric" });

let minute = new Date();

function eachMinute(listener: () => void): () => void {
  const tick = () => {
    minute = new Date();
    listener();
  };
  minute = new Date();
  const timer = setInterval(tick, 30_000);
  return () => clearInterval(timer);
}

/** The time now, to the half minute; components that show relative times follow it. */
export function useNow(): Date {
  return useSyncExternalStore(eachMinute, () => minute);
}
