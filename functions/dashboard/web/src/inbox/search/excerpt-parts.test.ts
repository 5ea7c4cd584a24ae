import { expect, test } from "vitest";
import { partsOf } from "@/inbox/search/excerpt-parts";

const shown = (text: string, ...matches: [number, number][]) =>
  partsOf({ text, matches: matches.map(([start, end]) => ({ start, end })) })
    .map(({ text: part, isMatch }) => (isMatch ? `[${part}]` : part))
    .join("|");

test.each([
  ["on Friday", [[3, 9]], "on |[Friday]"],
  ["🎉 Friday", [[3, 9]], "🎉 |[Friday]"],
  ["Fri Fri", [[0, 3], [4, 7]], "[Fri]| |[Fri]"],
  ["none", [], "none"],
  ["", [], ""],
] as [string, [number, number][], string][])("%s is cut at its matches", (text, matches, wanted) => {
  expect(shown(text, ...matches)).toBe(wanted);
});
