import { expect, test } from "vitest";
import { problemOf, Unreachable } from "@/api/problem";
import { entranceSentence } from "@/entrance/sentences";

const refused = (status: number, code: string, headers: Record<string, string> = {}) =>
  problemOf(Response.json({ error: "The hub's own words.", code }, { status, headers }));

test.each([
  ["20", "Too many tries. Wait 20 seconds and try again."],
  ["60", "Too many tries. Wait a minute and try again."],
  ["840", "Too many tries. Wait 14 minutes and try again."],
])("Retry-After: %s is told in words", async (seconds, sentence) => {
  expect(entranceSentence(await refused(429, "too_many_attempts", { "retry-after": seconds }))).toBe(sentence);
});

test("what this page knows nothing of is told in the hub's words", async () => {
  expect(entranceSentence(await refused(409, "of_a_later_hub"))).toBe("The hub's own words.");
  expect(entranceSentence(await refused(400, "link_expired"))).toContain("expired");
  expect(entranceSentence(new Unreachable())).toContain("Can't reach the hub");
});
