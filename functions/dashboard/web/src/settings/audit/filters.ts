import { TZDate, tz } from "@date-fns/tz";
import { addDays, formatISO } from "date-fns";
import type { AuditFilter } from "@/api/account-types";

/** What the person asks the audit for, as the address bar keeps it: days are days of the organization. */
export interface AuditWish {
  action: string;
  actor: string;
  from: string;
  to: string;
}

const NAMES = ["action", "actor", "from", "to"] as const;

export const wishIn = (parameters: URLSearchParams): AuditWish => ({
  action: parameters.get("action") ?? "",
  actor: parameters.get("actor") ?? "",
  from: parameters.get("from") ?? "",
  to: parameters.get("to") ?? "",
});

export function parametersOf(wish: AuditWish): Record<string, string> {
  const given = NAMES.filter((name) => wish[name] !== "").map((name) => [name, wish[name]]);
  return Object.fromEntries(given) as Record<string, string>;
}

/** Midnight at the start of a day in the zone; null for what is no day. */
function startOf(day: string, zone: string): Date | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (!year || !month || !date) return null;
  return new TZDate(Number(year), Number(month) - 1, Number(date), zone);
}

const iso = (at: Date): string => new Date(at.getTime()).toISOString();

/** The day in the zone, as `2026-11-21`. */
export const dayIn = (at: Date, zone: string): string => formatISO(at, { in: tz(zone), representation: "date" });

/** `to` is the last day that still counts. */
export function filterOf({ action, actor, from, to }: AuditWish, zone: string): AuditFilter {
  const first = startOf(from, zone);
  const last = startOf(to, zone);
  return {
    ...(action ? { action } : {}),
    ...(actor ? { actor } : {}),
    ...(first ? { from: iso(first) } : {}),
    ...(last ? { to: iso(new Date(addDays(last, 1).getTime() - 1)) } : {}),
  };
}
