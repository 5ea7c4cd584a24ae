import { expect, test } from "vitest";
import { organizationPatch, organizationSchema, type Organization } from "@/settings/organization/organization";

const acme: Organization = {
  name: "Acme",
  timeZone: "America/New_York",
  defaultCountry: "US",
  recordingPolicy: "off",
  voice: "Polly.Joanna",
  alertNumber: "",
};

test.each(["", "(201) 555-0123", "+12015550123", "201-555-0123", "+49 30 901820"])("%j may be an alert number", (alertNumber) => {
  expect(organizationSchema.safeParse({ ...acme, alertNumber }).success).toBe(true);
});

test.each(["call me", "12", "(201", "201-555-0123 ext 4"])("%j is no alert number", (alertNumber) => {
  const { error } = organizationSchema.safeParse({ ...acme, alertNumber });
  expect(error?.issues[0]?.message).toContain("Write a phone number");
});

test("an empty alert number takes it away, one that did not change is not sent", () => {
  expect(organizationPatch({ alertNumber: "" })).toEqual({ alertNumber: null });
  expect(organizationPatch({ alertNumber: "(201) 555-0123" })).toEqual({ alertNumber: "+12015550123" });
  expect(organizationPatch({ name: "Acme" })).toEqual({ name: "Acme" });
});
