import { expect, test } from "vitest";
import type { Hours, Span } from "@/api/account-types";
import { clockChoices, clockWords, copiedToWeekdays, hoursSchema, mayHaveOneMore, problemOf, weekWords, withOneMore } from "@/settings/hours/hours";

const span = (opens: string, closes: string): Span => ({ opens, closes });
const closed: Hours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };

test.each([
  ["00:00", "12:00 AM"],
  ["09:05", "9:05 AM"],
  ["12:00", "12:00 PM"],
  ["23:45", "11:45 PM"],
  ["24:00", "midnight"],
])("%s reads %s", (clock, words) => {
  expect(clockWords(clock)).toBe(words);
});

test.each([
  ["a usual day", [span("09:00", "17:00")], null],
  ["a lunch break", [span("09:00", "12:00"), span("13:00", "17:00")], null],
  ["times that touch", [span("09:00", "12:00"), span("12:00", "17:00")], null],
  ["until midnight", [span("18:00", "24:00")], null],
  ["closed", [], null],
  ["closes before it opens", [span("17:00", "09:00")], "close after 5:00 PM"],
  ["closes as it opens", [span("09:00", "09:00")], "close after 9:00 AM"],
  ["an overlap", [span("09:00", "13:00"), span("12:00", "17:00")], "12:00 PM is before"],
  ["not in order", [span("13:00", "17:00"), span("09:00", "12:00")], "9:00 AM is before"],
  ["four of them", [span("01:00", "02:00"), span("03:00", "04:00"), span("05:00", "06:00"), span("07:00", "08:00")], "At most 3"],
])("%s", (_, spans, problem) => {
  if (problem === null) expect(problemOf(spans)).toBeNull();
  else expect(problemOf(spans)).toContain(problem);
  expect(hoursSchema.safeParse({ ...closed, monday: spans }).success).toBe(problem === null);
});

test.each([
  [[], span("09:00", "17:00")],
  [[span("09:00", "12:00")], span("13:00", "17:00")],
  [[span("09:00", "21:30")], span("22:30", "24:00")],
])("one more after %j is %j", (spans, more) => {
  expect(withOneMore(spans).at(-1)).toEqual(more);
  expect(problemOf(withOneMore(spans))).toBeNull();
});

test("a day that is full, or lasts until midnight, takes no more", () => {
  expect(mayHaveOneMore([span("18:00", "24:00")])).toBe(false);
  expect(mayHaveOneMore([span("01:00", "02:00"), span("03:00", "04:00"), span("05:00", "06:00")])).toBe(false);
});

test("a copy reaches the weekdays and leaves the weekend alone", () => {
  const hours = { ...closed, monday: [span("08:00", "16:00")], sunday: [span("10:00", "12:00")] };
  const copied = copiedToWeekdays(hours, "monday");
  expect(copied.friday).toEqual(hours.monday);
  expect(copied.friday).not.toBe(hours.monday);
  expect([copied.saturday, copied.sunday]).toEqual([[], hours.sunday]);
});

test("days that are alike share a line", () => {
  const hours = copiedToWeekdays({ ...closed, monday: [span("09:00", "12:00"), span("13:00", "17:00")] }, "monday");
  expect(weekWords(hours)).toEqual(["Mon to Fri: 9:00 AM to 12:00 PM, 1:00 PM to 5:00 PM", "Sat to Sun: closed"]);
});

test("a time that is off the quarter hours stays a choice", () => {
  expect(clockChoices("09:10", false)).toContain("09:10");
  expect(clockChoices("09:00", false)).not.toContain("24:00");
  expect(clockChoices("09:00", true).at(-1)).toBe("24:00");
});
