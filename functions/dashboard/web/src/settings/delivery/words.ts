import type { Webhook, WebhookOutcome } from "@/api/account-types";

const SUBJECTS: Record<string, string> = {
  "twilio-inbound-message": "A customer's text",
  "twilio-message-status": "How a text is doing",
  "twilio-inbound-call": "A call",
};

/** What a webhook was about; one that this page does not know yet is shown by its function. */
export const subjectOf = ({ function: name }: Webhook): string => SUBJECTS[name] ?? name;

export const OUTCOMES: Record<WebhookOutcome, string> = { done: "Done", refused: "Refused", failed: "Failed" };
