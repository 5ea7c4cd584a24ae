import type { Transfer } from "@/api/softphone";
import { lengthWords } from "@/calls/words";
import { formatPhone } from "@/format/phone";
import { isHeld, type PhoneCall } from "@/softphone/phone-call";

interface Person {
  id: string;
  name: string;
}

/** The customer, by name if the team gave one. */
export const nameOfCall = ({ contactName, address }: PhoneCall): string => contactName ?? (formatPhone(address) || "Unknown number");

/** To whom a call is transferred. */
export function targetOf({ to }: Pick<Transfer, "to">, team: readonly Person[]): string {
  if (to.userId !== null) return team.find(({ id }) => id === to.userId)?.name ?? "Someone who left";
  return to.phone === null ? "another phone" : formatPhone(to.phone);
}

const secondsSince = (at: number, now: number): number => Math.max(0, Math.floor((now - at) / 1000));

/** Where a call stands, with its time. */
export function stateWords(call: PhoneCall, now: number): string {
  const { state, facts, takenAt, isOwn } = call;
  if (state === "ending") return "Ending…";
  if (state === "dialing" || state === "joining") return isOwn ? "Calling…" : "Connecting…";
  if (isHeld(call)) return `On hold for ${lengthWords(secondsSince(Date.parse(facts?.heldSince ?? ""), now))}`;
  // Of a call of ours the customer's answer counts, not our own.
  if (isOwn && facts?.answeredAt === null) return "Calling…";
  const since = facts?.answeredAt ? Date.parse(facts.answeredAt) : takenAt;
  return lengthWords(secondsSince(since ?? now, now));
}

/** How a transfer stands for whoever transfers; null once there is nothing to tell. */
export function transferWords(transfer: Transfer | null, customer: string, team: readonly Person[]): string | null {
  if (transfer === null) return null;
  const target = targetOf(transfer, team);
  switch (transfer.state) {
    case "ringing":
      return transfer.kind === "warm" ? `Ringing ${target}. ${customer} is on hold.` : `Transferring to ${target}…`;
    case "talking":
      return `You talk with ${target}. ${customer} is on hold.`;
    case "completed":
      return `Transferred to ${target}`;
    case "unanswered":
      return `${target} did not take it. ${customer} is still here.`;
    case "failed":
      return `${target} could not be reached. ${customer} is still here.`;
    case "canceled":
      return null;
  }
}

/** Who hands a call over to this person, and why; null if nobody does. */
export function handedWords({ facts }: PhoneCall, userId: string, team: readonly Person[]): string | null {
  const transfer = facts?.transfers?.at(-1);
  if (!transfer || transfer.to.userId !== userId) return null;
  const by = team.find(({ id }) => id === transfer.by)?.name ?? "Someone";
  if (transfer.kind === "warm" && transfer.state === "talking") return `${by} talks with you first`;
  return transfer.reason ? `${by} transfers this call: ${transfer.reason}` : `${by} transfers this call`;
}
