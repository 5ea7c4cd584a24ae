import { formatPhone } from "@/format/phone";
import type { Outgoing } from "@/live/outbox";
import { notify } from "@/ui/notify";

export const OPTED_OUT = "this number has opted out. They can text START to hear from you again.";

/** Why a message did not leave, as the end of a sentence. */
export function reasonOf({ code, sentence }: { code: string; sentence: string }): string {
  return code === "opted_out" ? OPTED_OUT : sentence;
}

export function notifyRefusal(outgoing: Outgoing, retry: () => void): void {
  const { problem } = outgoing;
  if (!problem) return;
  const words = `Couldn't send to ${formatPhone(outgoing.to)}: ${reasonOf(problem)}`;
  notify.words(words, { id: outgoing.clientId, retry: problem.mayRetry ? retry : undefined });
}
