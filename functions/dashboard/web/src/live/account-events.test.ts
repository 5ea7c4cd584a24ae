import { expect, test } from "vitest";
import { accountKeys, staleAfter } from "@/live/account-events";

test("two events name what both make old only once", () => {
  const stale = staleAfter([{ type: "numbers_changed" }, { type: "carrier_changed" }]);
  expect(stale).toEqual([["me"], accountKeys.numbers, accountKeys.importable, accountKeys.integrations]);
});

test("an event that no page knows makes nothing old", () => {
  expect(staleAfter([{ type: "new_message" }, { type: "of_a_later_hub" }])).toEqual([]);
});
