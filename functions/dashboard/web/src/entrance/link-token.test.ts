import { expect, test } from "vitest";
import { tokenIn } from "@/entrance/link-token";

test.each([
  ["#token=abc-123", "abc-123"],
  ["#a=b&token=abc", "abc"],
  ["#token=", null],
  ["#elsewhere", null],
  ["", null],
])("in %j the token is %j", (hash, token) => {
  expect(tokenIn(hash)).toBe(token);
});
