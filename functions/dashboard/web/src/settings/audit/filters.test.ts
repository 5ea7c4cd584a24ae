import { expect, test } from "vitest";
import { query } from "@/api/query";
import { dayIn, filterOf, parametersOf, wishIn } from "@/settings/audit/filters";

const nothing = { action: "", actor: "", from: "", to: "" };

test("no filter asks for everything", () => {
  expect(filterOf(wishIn(new URLSearchParams()), "UTC")).toEqual({});
  expect(parametersOf(nothing)).toEqual({});
});

test("days are days of the organization, and the last one counts as a whole", () => {
  const wish = { ...nothing, action: "number", from: "2026-03-01", to: "2026-03-01" };
  const filter = filterOf(wish, "America/New_York");
  expect(filter).toEqual({ action: "number", from: "2026-03-01T05:00:00.000Z", to: "2026-03-02T04:59:59.999Z" });
  expect(query({ ...filter })).toBe("?action=number&from=2026-03-01T05%3A00%3A00.000Z&to=2026-03-02T04%3A59%3A59.999Z");
});

test("the day on which the clocks change has 23 hours", () => {
  const filter = filterOf({ ...nothing, from: "2026-03-08", to: "2026-03-08" }, "America/New_York");
  expect(filter).toEqual({ from: "2026-03-08T05:00:00.000Z", to: "2026-03-09T03:59:59.999Z" });
});

test("what is no day is left out", () => {
  expect(filterOf({ ...nothing, from: "yesterday", actor: "usr_1" }, "UTC")).toEqual({ actor: "usr_1" });
});

test("the address keeps what was chosen", () => {
  const wish = { ...nothing, actor: "usr_1", to: "2026-03-01" };
  expect(wishIn(new URLSearchParams(parametersOf(wish)))).toEqual(wish);
});

test("a file is named by the day of the organization", () => {
  const at = new Date("2026-11-22T03:30:00Z");
  expect(dayIn(at, "America/New_York")).toBe("2026-11-21");
  expect(dayIn(at, "UTC")).toBe("2026-11-22");
});
