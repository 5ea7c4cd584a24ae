import type { Capabilities, OwnNumber } from "@/api/account-types";

const NAMES = { sms: "Texts", mms: "Pictures", voice: "Calls" } as const;

/** What a number can do. */
export function CapabilityMarks({ capabilities }: { capabilities: Capabilities }) {
  const able = (["sms", "mms", "voice"] as const).filter((kind) => capabilities[kind]);
  return (
    <span className="flex flex-wrap gap-1">
      {able.map((kind) => (
        <span key={kind} className="rounded bg-hover px-1.5 text-xs text-ink-soft">
          {NAMES[kind]}
        </span>
      ))}
    </span>
  );
}

export const UNFINISHED: Record<Exclude<OwnNumber["state"], "active">, { mark: string; words: string }> = {
  buying: {
    mark: "Buying",
    words: "Twilio has not said yet whether this number was bought. Repair asks again: it finishes the purchase or drops it, and never charges twice.",
  },
  releasing: {
    mark: "Releasing",
    words: "This number is being given back to Twilio. Repair finishes it. Texts to it no longer arrive here.",
  },
};

export function StateMark({ state }: { state: OwnNumber["state"] }) {
  if (state === "active") return null;
  return <span className="rounded-full bg-warning-soft px-2 text-xs font-medium text-warning">{UNFINISHED[state].mark}</span>;
}
