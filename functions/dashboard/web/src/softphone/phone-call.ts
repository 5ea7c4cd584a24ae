import { sentenceOf } from "@/api/problem";
import type { Transfer } from "@/api/softphone";
import type { Call } from "@/api/types";
import type { LineState } from "@/softphone/line";
import type { Leg } from "@/softphone/signalling";

/** A call that rings, is dialled or goes on in this window. */
export interface PhoneCall {
  /** The carrier's id of the leg, or one of our own while none has come yet. */
  id: string;
  callId: string | null;
  /** The customer. */
  address: string;
  contactName: string | null;
  isOwn: boolean;
  state: "dialing" | "ringing" | "joining" | "talking" | "ending";
  /** When it was taken here, in milliseconds. */
  takenAt: number | null;
  isMuted: boolean;
  /** What the hub knows of it. */
  facts: Call | null;
}

export interface PhoneState {
  line: LineState;
  isSimulated: boolean;
  /** In the order in which they came. */
  calls: readonly PhoneCall[];
}

export const ofLeg = (leg: Leg, state: PhoneCall["state"], takenAt: number | null): PhoneCall => ({
  id: leg.id,
  callId: leg.callId,
  address: leg.from,
  contactName: leg.contactName,
  isOwn: leg.isOwn,
  state,
  takenAt,
  isMuted: false,
  facts: null,
});

/** With what the hub says, unless newer is known. */
export function informed(call: PhoneCall, facts: Call): PhoneCall {
  if (call.facts && call.facts.version > facts.version) return call;
  return { ...call, facts, address: facts.theirAddress, contactName: facts.contactName ?? call.contactName };
}

export const isHeld = ({ facts }: PhoneCall): boolean => (facts?.heldSince ?? null) !== null;

/** The transfer that is told of: the newest one. */
export const transferOf = ({ facts }: PhoneCall): Transfer | null => facts?.transfers?.at(-1) ?? null;

export const isUnderWay = (transfer: Transfer | null): boolean =>
  transfer !== null && (transfer.state === "ringing" || transfer.state === "talking");

/** Whether a transfer is still worth a word: once the customer is off hold again, an unanswered one is not. */
export const isTold = (transfer: Transfer, held: boolean): boolean =>
  isUnderWay(transfer) || transfer.state === "completed" || (held && transfer.state !== "canceled");

/** The other calls on which one is heard. Throws `Refusal` while one talks with a colleague about one of them. */
export function heardBeside(calls: readonly PhoneCall[], id: string | null): PhoneCall[] {
  const others = calls.filter((call) => call.id !== id && call.state === "talking");
  // The customer is on hold then, and the colleague is not.
  if (others.some((call) => transferOf(call)?.state === "talking")) throw new Refusal("Complete the transfer first, or take it back.");
  return others.filter((call) => !isHeld(call));
}

/** A refusal of this window, in words for the person. */
export class Refusal extends Error {}

export const wordsOf = (error: unknown): string => (error instanceof Refusal ? error.message : sentenceOf(error));
