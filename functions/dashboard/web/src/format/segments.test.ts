import { expect, test } from "vitest";
import { countSegments, plainForm } from "@/format/segments";

const cases: [reason: string, body: string, used: number, room: number, segments: number, forcedBy: string | null][] = [
  ["a full GSM-7 text is one segment", "a".repeat(160), 160, 160, 1, null],
  ["one more takes two, each shorter for its header", "a".repeat(161), 161, 306, 2, null],
  ["the euro sign is an extension and counts twice", "€", 2, 160, 1, null],
  ["é is in GSM-7", "café", 4, 160, 1, null],
  ["a curly apostrophe forces UCS-2", "it’s", 4, 70, 1, "’"],
  ["an emoji is two units", "Hi 👋", 5, 70, 1, "👋"],
  ["a long UCS-2 text", "ж".repeat(71), 71, 134, 2, "ж"],
];

test.each(cases)("%s", (_, body, used, room, segments, forcedBy) => {
  expect(countSegments(body)).toMatchObject({ used, room, segments, forcedBy });
});

test.each([
  ["curly quotes and dashes have plain forms", "“It’s” — fine…", "\"It's\" - fine..."],
  ["an emoji stays beside them", "It’s 👋", "It's 👋"],
  ["an emoji has none", "Hi 👋", null],
  ["a plain text needs none", "Hi", null],
  ["lines stay lines", "It’s\nme", "It's\nme"],
])("%s", (_, body, plain) => {
  expect(plainForm(body)).toBe(plain);
});
