import { expect, test } from "vitest";
import { momentOf, presets, wallIn } from "@/schedule/wall-time";

const NEW_YORK = "America/New_York";
const locals = (now: string, zone: string) => presets(new Date(now), zone).map(({ label, sendAt }) => `${label} ${sendAt.local}`);

test("presets are told in the organization's zone", () => {
  // Saturday evening in New York, Sunday in Berlin.
  expect(locals("2026-11-21T23:30:40Z", NEW_YORK)).toEqual([
    "In 1 hour 2026-11-21T19:30",
    "Tomorrow 9:00 2026-11-22T09:00",
    "Monday 9:00 2026-11-23T09:00",
  ]);
  expect(locals("2026-11-21T23:30:40Z", "Europe/Berlin")).toEqual([
    "In 1 hour 2026-11-22T01:30",
    "Tomorrow 9:00 2026-11-23T09:00",
  ]);
});

test("a Monday's next Monday is a week away", () => {
  expect(locals("2026-11-23T15:00:00Z", NEW_YORK).at(-1)).toBe("Monday 9:00 2026-11-30T09:00");
});

test("an hour is an hour over a change of the clocks", () => {
  // 1:30 in summer time, the first of two on 1 November.
  const inAnHour = presets(new Date("2026-11-01T05:30:00Z"), NEW_YORK)[0];
  expect(inAnHour?.at.toISOString()).toBe("2026-11-01T06:30:00.000Z");
  expect(inAnHour?.sendAt).toEqual({ local: "2026-11-01T06:30", zone: "UTC" });
});

test("a wall time leads to its moment and back", () => {
  expect(momentOf("2026-07-01T09:00", NEW_YORK)?.toISOString()).toBe("2026-07-01T13:00:00.000Z");
  expect(wallIn("2026-07-01T13:00:00Z", NEW_YORK)).toBe("2026-07-01T09:00");
  expect(momentOf("", NEW_YORK)).toBeNull();
});
