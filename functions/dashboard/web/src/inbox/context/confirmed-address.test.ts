import { expect, test } from "vitest";
import { confirmedAddress } from "@/inbox/context/confirmed-address";

const ADDRESS = "+14155550143";

test.each(["(415) 555-0143", " 415 555 0143 ", "4155550143", "+1 415-555-0143", "+14155550143"])("%j is the number", (typed) => {
  expect(confirmedAddress(typed, ADDRESS)).toBe(ADDRESS);
});

test.each(["", "erase", "(415) 555-0144", "0143", "+44 415 555 0143"])("%j is not", (typed) => {
  expect(confirmedAddress(typed, ADDRESS)).toBe(null);
});

test("a sender that is no number is typed as it is", () => {
  expect(confirmedAddress("Bank", "Bank")).toBe("Bank");
  expect(confirmedAddress("88 222", "88222")).toBe("88222");
  expect(confirmedAddress("bank", "Bank")).toBe(null);
});
