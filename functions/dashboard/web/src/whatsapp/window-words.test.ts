import { expect, test } from "vitest";
import { leftInWords, minutesLeft } from "@/whatsapp/window-words";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (minutes: number) => now.getTime() - minutes * 60_000;

test("the window is open for a day after the customer wrote", () => {
  expect(minutesLeft(ago(0), now)).toBe(1440);
  expect(minutesLeft(ago(1439), now)).toBe(1);
  expect(minutesLeft(ago(1440), now)).toBe(0);
  expect(minutesLeft(ago(5000), now)).toBe(0);
  expect(minutesLeft(ago(-10), now)).toBe(1440);
  expect(minutesLeft(null, now)).toBe(0);
});

test("the time left is said in hours and minutes", () => {
  expect(leftInWords(200)).toBe("You can write freely for 3 h 20 min.");
  expect(leftInWords(1440)).toBe("You can write freely for 24 h.");
  expect(leftInWords(7)).toBe("You can write freely for 7 min.");
});
