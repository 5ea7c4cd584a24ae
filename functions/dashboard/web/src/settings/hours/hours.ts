import type { Day, Hours, Span } from "@/api/account-types";
import { z } from "@/forms/schema";

/** The week of a business: per day up to three spans, in order, that do not overlap. */

export const DAYS: readonly { day: Day; name: string; short: string }[] = [
  { day: "monday", name: "Monday", short: "Mon" },
  { day: "tuesday", name: "Tuesday", short: "Tue" },
  { day: "wednesday", name: "Wednesday", short: "Wed" },
  { day: "thursday", name: "Thursday", short: "Thu" },
  { day: "friday", name: "Friday", short: "Fri" },
  { day: "saturday", name: "Saturday", short: "Sat" },
  { day: "sunday", name: "Sunday", short: "Sun" },
];
const WEEKDAYS: readonly Day[] = ["monday", "tuesday", "wednesday", "thursday", "friday"];

export const MOST_SPANS = 3;
export const MIDNIGHT = "24:00";
const STEP_MINUTES = 15;
const USUAL: Span = { opens: "09:00", closes: "17:00" };

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};
const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** `13:30` is `1:30 PM`. */
export function clockWords(clock: string): string {
  if (clock === MIDNIGHT) return "midnight";
  const minutes = minutesOf(clock);
  const hour = Math.floor(minutes / 60);
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minutes % 60).padStart(2, "0")} ${hour < 12 ? "AM" : "PM"}`;
}

/** Every quarter of an hour, with `chosen` among them. */
export function clockChoices(chosen: string, isClosing: boolean): string[] {
  const every = Array.from({ length: (24 * 60) / STEP_MINUTES }, (_, index) => clockOf(index * STEP_MINUTES));
  if (isClosing) every.push(MIDNIGHT);
  return every.includes(chosen) ? every : [...every, chosen].sort();
}

/** What is wrong with a day, as a sentence. */
export function problemOf(spans: readonly Span[]): string | null {
  if (spans.length > MOST_SPANS) return `At most ${MOST_SPANS} times a day.`;
  for (const [index, { opens, closes }] of spans.entries()) {
    if (minutesOf(closes) <= minutesOf(opens)) return `It has to close after ${clockWords(opens)}. For a night, end at midnight and go on the next day.`;
    const before = spans[index - 1];
    if (before && minutesOf(opens) < minutesOf(before.closes)) {
      return `${clockWords(opens)} is before the time above has ended, at ${clockWords(before.closes)}.`;
    }
  }
  return null;
}

/** One more span behind the last: after a break of an hour, where the day has room for it. */
export function withOneMore(spans: readonly Span[]): Span[] {
  const last = spans.at(-1);
  if (!last) return [USUAL];
  const opens = Math.min(minutesOf(last.closes) + 60, 23 * 60);
  const closes = Math.min(opens + 4 * 60, 24 * 60);
  return [...spans, { opens: clockOf(opens), closes: clockOf(closes) }];
}

export const mayHaveOneMore = (spans: readonly Span[]): boolean =>
  spans.length < MOST_SPANS && minutesOf(spans.at(-1)?.closes ?? "00:00") < 23 * 60;

export function copiedToWeekdays(hours: Hours, from: Day): Hours {
  const copies = WEEKDAYS.map((day) => [day, hours[from].map((span) => ({ ...span }))]);
  return { ...hours, ...(Object.fromEntries(copies) as Partial<Hours>) };
}

const spanWords = (spans: readonly Span[]): string =>
  spans.length === 0 ? "closed" : spans.map(({ opens, closes }) => `${clockWords(opens)} to ${clockWords(closes)}`).join(", ");

/** The week in few lines: days in a row that are alike share one. */
export function weekWords(hours: Hours): string[] {
  const lines: { first: string; last: string; words: string }[] = [];
  for (const { day, short } of DAYS) {
    const words = spanWords(hours[day]);
    const line = lines.at(-1);
    if (line?.words === words) line.last = short;
    else lines.push({ first: short, last: short, words });
  }
  return lines.map(({ first, last, words }) => `${first === last ? first : `${first} to ${last}`}: ${words}`);
}

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "Choose a time");
const spans = z.array(z.object({ opens: clock, closes: clock })).superRefine((day, context) => {
  const problem = problemOf(day);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

export const hoursSchema = z.object({
  monday: spans,
  tuesday: spans,
  wednesday: spans,
  thursday: spans,
  friday: spans,
  saturday: spans,
  sunday: spans,
});
