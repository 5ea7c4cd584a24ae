import type { Role } from "@/api/types";

export const ROLES: readonly Role[] = ["owner", "agent", "readonly"];

/** What a role is called, and what its people may do. */
export const ROLE_WORDS: Record<Role, { name: string; may: string }> = {
  owner: { name: "Owner", may: "Everything: conversations, people, numbers, the Twilio account and all settings." },
  agent: { name: "Agent", may: "Reads and answers conversations. Sees the settings but does not change them." },
  readonly: { name: "Read only", may: "Reads conversations and settings. Cannot send or change anything." },
};
