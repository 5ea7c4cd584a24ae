import { Ban, Check, CheckCheck, CircleAlert, CircleHelp, Clock, type LucideIcon } from "lucide-react";
import type { Message } from "@/api/types";
import { clockTime } from "@/format/time";
import type { Outgoing } from "@/live/outbox";
import { reasonOf } from "@/live/refusal";

/** How far a message of ours has come, in words for everyone. */
export interface Delivery {
  icon: LucideIcon;
  words: string;
  /** Unless quiet the person has to know, so the words are always shown. */
  tone: "quiet" | "warning" | "danger";
}

const KNOWN: Record<string, Delivery> = {
  scheduled: { icon: Clock, words: "Scheduled", tone: "quiet" },
  queued: { icon: Clock, words: "Queued", tone: "quiet" },
  sending: { icon: Clock, words: "Sending", tone: "quiet" },
  sent: { icon: Check, words: "Sent", tone: "quiet" },
  delivered: { icon: CheckCheck, words: "Delivered", tone: "quiet" },
  read: { icon: CheckCheck, words: "Read", tone: "quiet" },
  canceled: { icon: Ban, words: "Canceled", tone: "warning" },
  blocked: { icon: Ban, words: "Blocked: this number has opted out, so nothing was sent.", tone: "danger" },
};

export const hasFailed = ({ status }: Message): boolean => status === "failed" || status === "undelivered";

/** Nobody knows yet whether the carrier took it. */
export const isInDoubt = ({ status }: Message): boolean => status === "uncertain";

export function deliveryOf(message: Message, zone: string): Delivery {
  if (message.status === "queued" && message.turnAt) {
    return { icon: Clock, words: `Waits its turn at this number until about ${clockTime(message.turnAt, zone)}`, tone: "quiet" };
  }
  if (isInDoubt(message)) {
    const sentence = message.errorMessage ?? "We can't tell whether this was sent.";
    return { icon: CircleHelp, words: `Uncertain: ${sentence}`, tone: "warning" };
  }
  if (message.status === "blocked" && message.errorCode !== "opted_out") {
    return { icon: Ban, words: `Blocked: ${failureOf(message)}`, tone: "danger" };
  }
  if (hasFailed(message)) return { icon: CircleAlert, words: `Failed: ${failureOf(message)}`, tone: "danger" };
  return KNOWN[message.status] ?? { icon: Clock, words: message.status, tone: "quiet" };
}

function failureOf({ errorMessage, errorCode }: Message): string {
  if (errorMessage) return errorMessage;
  return errorCode ? `the carrier refused it (code ${errorCode}).` : "the carrier gave no reason.";
}

export function deliveryOfOutgoing({ state, problem }: Outgoing, isConnected: boolean): Delivery {
  if (problem) return { icon: CircleAlert, words: `Failed: ${reasonOf(problem)}`, tone: "danger" };
  if (state === "accepted") return { icon: Clock, words: "Queued", tone: "quiet" };
  if (state === "waiting" && !isConnected) {
    return { icon: Clock, words: "Waiting for the connection", tone: "warning" };
  }
  return { icon: Clock, words: "Sending", tone: "quiet" };
}
