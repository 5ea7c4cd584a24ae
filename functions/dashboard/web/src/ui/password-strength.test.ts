import { expect, test } from "vitest";
import { strengthOf } from "@/ui/password-strength";

test.each([
  ["", 0, "At least 10 characters"],
  ["tooshort", 1, "2 more characters"],
  ["ninechars", 1, "1 more character"],
  ["🦉🦉🦉🦉🦉🦉🦉🦉🦉", 1, "1 more character"],
  ["aaaaaaaaaaaa", 1, "Easy to guess"],
  ["ten chars!", 2, "Good"],
  ["copper kettle sings", 3, "Strong"],
])("of %j the level is %i", (password, level, words) => {
  expect(strengthOf(password)).toMatchObject({ level, words: expect.stringContaining(words) as string });
});
