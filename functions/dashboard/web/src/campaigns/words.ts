import type { CampaignState, Figures, RecipientState } from "@/api/campaigns";

export const STATE_WORDS: Record<CampaignState, string> = {
  draft: "Draft",
  scheduled: "Scheduled",
  running: "Running",
  paused: "Paused",
  done: "Done",
  canceled: "Canceled",
};

export const RECIPIENT_WORDS: Record<RecipientState, string> = {
  waiting: "Waiting",
  queued: "Queued",
  sent: "Sent",
  delivered: "Delivered",
  failed: "Failed",
  uncertain: "Uncertain",
  refused: "Refused",
  canceled: "Canceled",
  invalid: "No phone number",
  duplicate: "Duplicate",
};

const REASONS: Record<string, string> = {
  opted_out: "Opted out",
  variable_missing: "A variable is missing",
  invalid_number: "Not a phone number",
  unverified_sender: "Your number can't send",
  unknown_sender: "Your number is gone",
  message_too_long: "Too long",
};

export const reasonWords = (reason: string): string => REASONS[reason] ?? (/^\d+$/u.test(reason) ? `Carrier error ${reason}` : reason.replaceAll("_", " "));

/** Delivered among those whose text was handed over, in whole percent; null before there is one. */
export function deliveryRate({ sent, delivered, failed, uncertain }: Pick<Figures, "sent" | "delivered" | "failed" | "uncertain">): number | null {
  const all = sent + delivered + failed + uncertain;
  return all === 0 ? null : Math.round((100 * delivered) / all);
}

export const count = (many: number, one: string): string => `${many.toLocaleString("en-US")} ${many === 1 ? one : `${one}s`}`;
