import { expect, test } from "vitest";
import { scheduledFor, viewersTime, whenWords } from "@/schedule/words";

const NEW_YORK = "America/New_York";
const NOW = new Date("2026-11-21T15:00:00Z");

test.each([
  ["2026-11-21T20:00:00Z", "Today at 3:00 PM"],
  ["2026-11-22T14:00:00Z", "Tomorrow at 9:00 AM"],
  ["2026-11-23T04:30:00Z", "Tomorrow at 11:30 PM"],
  ["2026-11-23T14:00:00Z", "Monday, November 23 at 9:00 AM"],
  ["2027-01-04T14:00:00Z", "Monday, January 4, 2027 at 9:00 AM"],
  ["2026-11-20T14:00:00Z", "Yesterday at 9:00 AM"],
])("%s is told as %s", (at, words) => {
  expect(whenWords(at, NOW, NEW_YORK)).toBe(words);
});

test("a day is named as a sentence wants it", () => {
  expect(scheduledFor("2026-11-22T14:00:00Z", NOW, NEW_YORK)).toBe("Scheduled for tomorrow at 9:00 AM");
  expect(scheduledFor("2026-11-23T14:00:00Z", NOW, NEW_YORK)).toBe("Scheduled for Monday, November 23 at 9:00 AM");
});

test("the viewer's own time is told only where it differs", () => {
  expect(viewersTime("2026-11-22T14:00:00Z", NEW_YORK, "America/Toronto")).toBeNull();
  expect(viewersTime("2026-11-22T14:00:00Z", NEW_YORK, "Europe/Berlin")).toBe("3:00 PM for you (Europe/Berlin)");
  expect(viewersTime("2026-11-23T03:00:00Z", NEW_YORK, "Europe/Berlin")).toBe("Nov 23, 2026, 4:00 AM for you (Europe/Berlin)");
});
