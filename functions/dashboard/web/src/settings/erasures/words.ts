import type { ErasureReceipt } from "@/api/types";

type Erased = ErasureReceipt["erased"];

/** What is counted, in the order in which a person asks for it. */
const COUNTED: readonly { name: keyof Erased; one: string; several: string }[] = [
  { name: "conversations", one: "conversation", several: "conversations" },
  { name: "messages", one: "message", several: "messages" },
  { name: "calls", one: "call", several: "calls" },
  { name: "files", one: "file", several: "files" },
  { name: "notes", one: "note", several: "notes" },
  { name: "scheduled", one: "scheduled text", several: "scheduled texts" },
  { name: "callShares", one: "shared call", several: "shared calls" },
  { name: "campaignRows", one: "row in campaigns", several: "rows in campaigns" },
  { name: "carrierCopies", one: "copy at Twilio", several: "copies at Twilio" },
];

/** What is gone so far, each kind a line: `3 messages`. */
export const countsOf = (erased: Erased): string[] =>
  COUNTED.filter(({ name }) => erased[name] > 0).map(({ name, one, several }) => {
    return `${erased[name].toLocaleString("en-US")} ${erased[name] === 1 ? one : several}`;
  });

const KEPT: Record<string, string> = {
  consent_ledger: "Consent",
  audit: "Audit",
  live_events: "News for open windows",
  webhooks: "Twilio's requests",
  backups: "Backups",
  carrier: "At Twilio",
};

/** What stays, by the name that people know it by; of a later hub, by its own. */
export function keptName(what: string): string {
  if (Object.hasOwn(KEPT, what)) return KEPT[what] ?? what;
  const words = what.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A number by its end. */
export const endingOf = (contact: string): string => `Number ending in ${contact.replace("…", "")}`;

export const leftWords = (left: number): string => {
  if (left === 0) return "Nothing";
  return left === 1 ? "1 message or recording" : `${left.toLocaleString("en-US")} messages or recordings`;
};
