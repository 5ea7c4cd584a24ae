import type { QueryKey } from "@tanstack/react-query";
import { CAMPAIGNS, TEMPLATES } from "@/live/campaign-events";

/**
 * Events that only say what to ask for again. `schema.d.ts` does not list them yet, so they are
 * told apart by their type alone; what no page knows is left alone.
 */
const account = "account";

export const accountKeys = {
  all: [account] as const,
  people: [account, "people"] as const,
  integrations: [account, "integrations"] as const,
  numbers: [account, "numbers"] as const,
  available: [account, "available"] as const,
  importable: [account, "importable"] as const,
  health: [account, "health"] as const,
  settings: [account, "settings"] as const,
  audit: [account, "audit"] as const,
  deadLetters: [account, "dead-letters"] as const,
  webhooks: [account, "webhooks"] as const,
  erasures: [account, "erasures"] as const,
};

const ME = ["me"] as const;

/** Every list of scheduled texts. */
export const SCHEDULED = ["scheduled"] as const;

/** Every list of calls and voicemails. */
export const CALLS = ["calls"] as const;

const STALE: Record<string, readonly QueryKey[]> = {
  carrier_changed: [ME, accountKeys.integrations, accountKeys.importable],
  numbers_changed: [ME, accountKeys.numbers, accountKeys.importable],
  settings_changed: [ME, accountKeys.settings],
  scheduled_changed: [SCHEDULED],
  call_updated: [CALLS],
  new_voicemail: [CALLS],
  conversation_erased: [SCHEDULED, CALLS, CAMPAIGNS, accountKeys.deadLetters, accountKeys.erasures],
  campaign_changed: [CAMPAIGNS],
  templates_changed: [TEMPLATES],
  people_changed: [ME, accountKeys.people],
};

/** What the events have made old, each key once. */
export function staleAfter(events: readonly { type: string }[]): QueryKey[] {
  return [...new Set(events.flatMap(({ type }) => STALE[type] ?? []))];
}
