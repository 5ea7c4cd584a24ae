import type { CallFilter } from "@/api/calls";

/** Which calls somebody looks for; empty where it does not matter. */
export interface CallWish {
  customer: string;
  direction: "" | "inbound" | "outbound";
  outcome: "" | "answered" | "forwarded" | "assistant" | "voicemail" | "missed";
  /** The id of a number of ours. */
  number: string;
}

export const DIRECTIONS = { inbound: "Incoming", outbound: "Outgoing" } as const;
export const OUTCOMES = {
  answered: "Answered",
  missed: "Missed",
  voicemail: "Voicemail",
  forwarded: "Forwarded",
  assistant: "Taken by the assistant",
} as const;

const known = <Word extends string>(words: Record<Word, string>, text: string | null): Word | "" =>
  text !== null && Object.hasOwn(words, text) ? (text as Word) : "";

/** The wish that an address holds; what it says that is none is left out. */
export const wishIn = (parameters: URLSearchParams): CallWish => ({
  customer: (parameters.get("customer") ?? "").slice(0, 60),
  direction: known(DIRECTIONS, parameters.get("direction")),
  outcome: known(OUTCOMES, parameters.get("outcome")),
  number: parameters.get("number") ?? "",
});

export const parametersOf = (wish: CallWish): Record<string, string> =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== ""));

/** What the hub is asked for. `isMissed`: the list shows missed calls alone. */
export function filterOf({ customer, direction, outcome, number }: CallWish, isMissed: boolean): CallFilter {
  const wanted = isMissed ? "missed" : outcome;
  return {
    ...(customer.trim() === "" ? {} : { customer: customer.trim() }),
    ...(direction === "" ? {} : { direction }),
    ...(wanted === "" ? {} : { outcome: wanted }),
    ...(number === "" ? {} : { number }),
  };
}
