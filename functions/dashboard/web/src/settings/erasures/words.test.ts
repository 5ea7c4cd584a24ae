import { expect, test } from "vitest";
import { countsOf, endingOf, keptName, leftWords } from "@/settings/erasures/words";

const nothing = { conversations: 0, messages: 0, calls: 0, notes: 0, scheduled: 0, files: 0, callShares: 0, campaignRows: 0, carrierCopies: 0 };

test("only what went is counted", () => {
  expect(countsOf(nothing)).toEqual([]);
  const erased = { ...nothing, conversations: 1, messages: 1234, files: 1, carrierCopies: 2 };
  expect(countsOf(erased)).toEqual(["1 conversation", "1,234 messages", "1 file", "2 copies at Twilio"]);
});

test("what stays has a name, and so has what a later hub keeps", () => {
  expect(["consent_ledger", "cold_storage", "constructor"].map(keptName)).toEqual(["Consent", "Cold storage", "Constructor"]);
});

test("a customer is named by the end of the number alone", () => {
  expect(endingOf("…0143")).toBe("Number ending in 0143");
});

test.each([
  [0, "Nothing"],
  [1, "1 message or recording"],
  [2, "2 messages or recordings"],
])("%i left reads %j", (left, words) => {
  expect(leftWords(left)).toBe(words);
});
