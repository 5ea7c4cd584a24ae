import { describe, expect, it } from "vitest";
import type { Webhook } from "@/api/account-types";
import { subjectOf } from "@/settings/delivery/words";

const webhook = (name: string): Webhook => ({
  id: "1",
  at: "2026-11-21T10:00:00Z",
  function: name,
  path: "/",
  sid: null,
  code: null,
  status: 200,
  outcome: "done",
});

describe("the subject of a webhook", () => {
  it("is in words that everyone knows", () => {
    expect(subjectOf(webhook("twilio-inbound-message"))).toBe("A customer's text");
  });
  it("is the function's name where the page has no words", () => {
    expect(subjectOf(webhook("twilio-recording"))).toBe("twilio-recording");
  });
});
