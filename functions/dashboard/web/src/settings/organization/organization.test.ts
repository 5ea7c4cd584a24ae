import { expect, test } from "vitest";
import { organizationPatch, organizationSchema, type Organization } from "@/settings/organization/organization";

const acme: Organization = {
  name: "Acme",
  timeZone: "America/New_York",
  defaultCountry: "US",
  recordingPolicy: "off",
  recordingsAtCarrier: "keep",
  recordingsKeptDays: "",
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

test.each(["", "1", "30", "3650"])("recordings may be kept for %j days", (recordingsKeptDays) => {
  expect(organizationSchema.safeParse({ ...acme, recordingsKeptDays }).success).toBe(true);
});

test.each(["0", "3651", "-1", "1.5", "a year"])("%j is no number of days", (recordingsKeptDays) => {
  expect(organizationSchema.safeParse({ ...acme, recordingsKeptDays }).success).toBe(false);
});

test("no number of days keeps recordings for ever", () => {
  expect(organizationPatch({ recordingsKeptDays: "" })).toEqual({ recordingsKeptDays: null });
  expect(organizationPatch({ recordingsKeptDays: "90" })).toEqual({ recordingsKeptDays: 90 });
});
