import { expect, test } from "vitest";
import { deedOf, detailsOf } from "@/settings/audit/words";

test.each([
  [{ action: "signed_in" }, "Signed in"],
  [{ action: "number_bought", target: "+12015550123" }, "Bought (201) 555-0123"],
  [{ action: "person_invited", target: "nora@acme.test" }, "Invited nora@acme.test"],
  [{ action: "contact_exported", target: "+14155550171" }, "Exported everything about (415) 555-0171"],
  [{ action: "contact_erased", target: "…0171" }, "Erased …0171 and everything they left"],
  [{ action: "settings_changed", target: null }, "Changed the settings"],
  [{ action: "person_removed" }, "Removed somebody or something"],
  [{ action: "of_a_later_hub", target: "x" }, "Of a later hub: x"],
  [{ action: "constructor" }, "Constructor"],
])("%j reads %j", (entry, words) => {
  expect(deedOf(entry)).toBe(words);
});

test("details read as short lines", () => {
  expect(detailsOf({ before: "agent", after: "owner" })).toEqual(["From Agent to Owner"]);
  expect(detailsOf({ fields: ["name", "voice"], supportPhone: null })).toEqual(["Fields: name, voice", "Support phone: nothing"]);
  expect(detailsOf({ fields: ["businessHours", "optOutHandling"] })).toEqual(["Fields: business hours, opt out handling"]);
  expect(detailsOf({ kind: "subaccount", hasApiKey: false })).toEqual(["Account: made by the hub", "API key: no"]);
  expect(detailsOf({})).toEqual([]);
});
