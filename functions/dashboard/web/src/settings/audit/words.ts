import type { AuditEntry } from "@/api/account-types";
import { formatPhone } from "@/format/phone";
import { ROLE_WORDS } from "@/format/roles";

/** Says what was done; `{}` is whom or what it was done to. */
const DEEDS: Record<string, string> = {
  signed_in: "Signed in",
  sign_in_blocked: "Sign-in blocked after too many tries",
  signed_up: "Created the organization",
  password_changed: "Changed the password",
  password_reset: "Reset the password by mail",
  person_invited: "Invited {}",
  invitation_withdrawn: "Withdrew the invitation of {}",
  person_joined: "Joined the team",
  role_changed: "Changed the role of {}",
  person_renamed: "Renamed {}",
  person_removed: "Removed {}",
  carrier_connected: "Connected Twilio",
  carrier_key_made: "Made a Twilio API key for calls in the browser",
  carrier_token_added: "Added the next Twilio token",
  carrier_token_promoted: "Went on with the new Twilio token",
  carrier_disconnected: "Disconnected Twilio",
  carrier_stopped: "Twilio stopped",
  number_bought: "Bought {}",
  number_imported: "Added {}",
  number_changed: "Changed {}",
  number_released: "Released {}",
  number_repaired: "Repaired {}",
  settings_changed: "Changed the settings",
  audit_exported: "Exported the audit",
  consent_opted_out: "Opted {} out of texts",
  consent_opted_in: "Opted {} in to texts again",
  consent_exported: "Exported the consent of {}",
  contact_exported: "Exported everything about {}",
  contact_erased: "Erased {} and everything they left",
  call_followed_up: "Texted {} after a call",
  call_shared: "Shared a call with {}",
  call_share_revoked: "Ended the share of a call with {}",
  call_transcript_exported: "Exported the transcript of a call with {}",
};

export const KINDS: readonly { group: string; kinds: readonly { action: string; label: string }[] }[] = [
  {
    group: "Sign-in",
    kinds: [
      { action: "signed_in", label: "Sign-ins" },
      { action: "sign_in_blocked", label: "Blocked sign-ins" },
      { action: "password", label: "Passwords" },
    ],
  },
  {
    group: "People",
    kinds: [
      { action: "person", label: "Invited, joined, removed" },
      { action: "role_changed", label: "Roles" },
    ],
  },
  {
    group: "Customers",
    kinds: [
      { action: "consent", label: "Consent" },
      { action: "contact", label: "Customers exported, erased" },
      { action: "call", label: "Calls texted after, shared, exported" },
    ],
  },
  {
    group: "Setup",
    kinds: [
      { action: "carrier", label: "Twilio" },
      { action: "number", label: "Numbers" },
      { action: "settings_changed", label: "Settings" },
      { action: "audit_exported", label: "Exports" },
    ],
  },
];

/** A deed that this page does not know reads as its own words. */
const plain = (action: string): string => {
  const words = action.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function deedOf({ action, target }: Pick<AuditEntry, "action" | "target">): string {
  const words = Object.hasOwn(DEEDS, action) ? (DEEDS[action] ?? "") : plain(action);
  const shown = target ? formatPhone(target) : "";
  if (words.includes("{}")) return words.replace("{}", shown || "somebody or something");
  return shown ? `${words}: ${shown}` : words;
}

/** What the hub calls a field or a value, where its own words would not be understood. */
const NAMES: Record<string, string> = { hasApiKey: "API key", kind: "Account" };
const VALUES: Record<string, string> = { own: "your own", subaccount: "made by the hub" };

const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();

const valueOf = (value: unknown): string => {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(valueOf).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value === "string" && Object.hasOwn(ROLE_WORDS, value)) return ROLE_WORDS[value as keyof typeof ROLE_WORDS].name;
  return formatPhone(String(value));
};

const label = (name: string): string => (Object.hasOwn(NAMES, name) ? (NAMES[name] ?? "") : plain(words(name)));

/** Values that are the hub's own names rather than somebody's words. */
function read(name: string, value: unknown): string {
  if ((name === "fields" || name === "problems") && Array.isArray(value)) return value.map((field) => words(String(field))).join(", ") || "none";
  if (name === "kind" && typeof value === "string" && Object.hasOwn(VALUES, value)) return VALUES[value] ?? value;
  return valueOf(value);
}

/** The details as short lines: `From Agent to Owner`, `Fields: name, voice`. */
export function detailsOf(details: AuditEntry["details"]): string[] {
  const { before, after, ...rest } = details ?? {};
  const change = before !== undefined && after !== undefined ? [`From ${valueOf(before)} to ${valueOf(after)}`] : [];
  const single = Object.entries({ ...rest, ...(change.length > 0 ? {} : { before, after }) }).filter(([, value]) => value !== undefined);
  return [...change, ...single.map(([name, value]) => `${label(name)}: ${read(name, value)}`)];
}
