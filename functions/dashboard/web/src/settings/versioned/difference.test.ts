import { expect, test } from "vitest";
import { changedFields, clashesOf, merged } from "@/settings/versioned/difference";

const base = { name: "Acme", zone: "America/New_York", quiet: { from: "21:00", to: "08:00" } };

test("only what the person changed is sent", () => {
  expect(changedFields(base, { ...base, name: "Acme Dental" })).toEqual({ name: "Acme Dental" });
  expect(changedFields(base, { ...base, quiet: { from: "21:00", to: "08:00" } })).toEqual({});
});

test("what both changed to different words clashes", () => {
  const mine = { ...base, name: "Acme Dental" };
  const theirs = { ...base, name: "Acme Teeth" };
  expect(clashesOf(base, mine, theirs)).toEqual([{ field: "name", theirs: "Acme Teeth", mine: "Acme Dental", isMine: true }]);
});

test("what both changed to the same words does not clash", () => {
  const both = { ...base, name: "Acme Dental" };
  expect(clashesOf(base, both, both)).toEqual([]);
});

test("what only they changed is told, and needs no decision", () => {
  const mine = { ...base, name: "Acme Dental" };
  const theirs = { ...base, quiet: { from: "22:00", to: "08:00" } };
  expect(clashesOf(base, mine, theirs).map(({ field, isMine }) => [field, isMine])).toEqual([["quiet", false]]);
  expect(merged(base, mine, theirs)).toEqual({ ...theirs, name: "Acme Dental" });
});
