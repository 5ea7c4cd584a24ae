import { afterEach, expect, test } from "vitest";
import { e164Of } from "@/format/e164";
import { readNumbersIn } from "@/format/phone";

afterEach(() => readNumbersIn("US"));

test.each([
  ["(201) 555-0123", "+12015550123"],
  ["201-555-0123", "+12015550123"],
  ["1 201 555 0123", "+12015550123"],
  ["+12015550123", "+12015550123"],
  ["+49 30 901820", "+4930901820"],
  ["", null],
  ["12", null],
  ["call me", null],
  ["201-555-0123 ext 4", null],
])("at home in the US %j is %j", (typed, number) => {
  expect(e164Of(typed)).toBe(number);
});

test("at home in Germany a national number is a German one", async () => {
  await readNumbersIn("DE");
  expect(e164Of("030 901820")).toBe("+4930901820");
});
