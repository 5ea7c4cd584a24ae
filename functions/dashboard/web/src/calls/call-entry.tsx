import type { Call } from "@/api/types";
import { CallIcon, CallSound, useTaker } from "@/calls/call-parts";
import { lengthWords, outcomeWords } from "@/calls/words";
import { clockTime, fullTime } from "@/format/time";

/** A call among the messages of its thread. */
export function CallEntry({ call, name, zone }: { call: Call; name: string; zone: string }) {
  const taker = useTaker()(call);
  const facts = [
    taker && `${taker} answered`,
    call.durationSeconds !== null && call.outcome !== "missed" && call.outcome !== "voicemail" && lengthWords(call.durationSeconds),
  ].filter(Boolean);
  return (
    <li
      data-testid="call"
      data-outcome={call.outcome ?? call.status}
      className="mx-auto mt-3 w-full max-w-xl rounded-lg border border-line bg-canvas px-3 py-2"
    >
      <div className="flex items-center gap-2 text-sm">
        <CallIcon call={call} />
        <span className="sr-only">{`${name}, ${fullTime(call.startedAt, zone)}: `}</span>
        <span className="font-medium">{outcomeWords(call)}</span>
        {call.voicemail?.state === "new" && <span className="rounded-full bg-accent px-1.5 text-xs font-semibold text-accent-ink">New</span>}
        <span className="min-w-0 flex-1 truncate text-xs text-ink-soft">{facts.join(" · ")}</span>
        <time dateTime={call.startedAt} aria-hidden="true" className="text-xs text-ink-soft">
          {clockTime(call.startedAt, zone)}
        </time>
      </div>
      <CallSound call={call} />
    </li>
  );
}
