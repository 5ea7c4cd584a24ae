import { Archive, PhoneForwarded, PhoneIncoming, PhoneMissed, PhoneOutgoing, Sparkles, Voicemail, type LucideIcon } from "lucide-react";
import { createElement } from "react";
import { calls, type VoicemailState } from "@/api/calls";
import type { Call } from "@/api/types";
import { Player } from "@/calls/player";
import { consentWords, isOver, outcomeWords, silenceWords, transcriptWords } from "@/calls/words";
import { callEntry } from "@/live/entries";
import { useWorkspace } from "@/live/workspace";
import { Button } from "@/ui/button";
import { notify } from "@/ui/notify";

/** The picture of what became of a call. */
export function CallIcon({ call }: { call: Call }) {
  const isBad = call.outcome === "missed" && call.direction === "inbound";
  const tone = isBad ? "text-danger" : isOver(call) ? "text-ink-soft" : "text-success";
  return createElement(iconOf(call), { "aria-hidden": true, className: `size-4 shrink-0 ${tone}` });
}

function iconOf({ outcome, direction }: Call): LucideIcon {
  if (outcome === "voicemail") return Voicemail;
  if (outcome === "assistant") return Sparkles;
  if (outcome === "forwarded") return PhoneForwarded;
  if (outcome === "missed" && direction === "inbound") return PhoneMissed;
  return direction === "inbound" ? PhoneIncoming : PhoneOutgoing;
}

/** Who took a call, by name. */
export function useTaker(): (call: Call) => string | null {
  const { me } = useWorkspace();
  return ({ answeredBy }) => {
    if (!answeredBy?.userId) return null;
    if (answeredBy.userId === me.user.id) return "You";
    return me.team.find(({ id }) => id === answeredBy.userId)?.name ?? "Someone who left";
  };
}

/** What can be heard and read of a call, and what can be done about its message. */
export function CallSound({ call }: { call: Call }) {
  const { cache, mayWrite } = useWorkspace();
  const { voicemail } = call;
  // Where nothing was said there is nothing to tell of.
  const recording = call.recording?.state === "absent" ? null : call.recording;
  const silence = silenceWords(call);
  const consent = consentWords(call);
  const transcript = transcriptWords(call);
  const change = async (state: VoicemailState, isSilent = false) => {
    try {
      const changed = await calls.changeVoicemail(call.id, state);
      cache.enter(changed.conversationId, callEntry(changed));
    } catch (error) {
      if (!isSilent) notify.problem("Couldn't change the voicemail", error, () => void change(state));
    }
  };
  return (
    <>
      {recording && silence === null && (
        <Player
          urlOf={async (asFile) => (await calls.recording(call.id, asFile)).url}
          label={voicemail ? "Voicemail" : outcomeWords(call)}
          durationSeconds={recording.durationSeconds}
          // Not worth a word: it stays new, and the next time tells it again.
          {...(voicemail?.state === "new" && mayWrite ? { onHeard: () => void change("listened", true) } : {})}
        />
      )}
      {recording && silence !== null && <p className="text-xs text-ink-soft">{silence}</p>}
      {consent && <p className="text-xs text-ink-soft">{consent}</p>}
      {transcript && (
        <p className={transcript.isText ? "mt-1 text-sm break-words whitespace-pre-wrap" : "mt-1 text-xs text-ink-soft"}>
          {transcript.isText ? `“${transcript.words}”` : transcript.words}
        </p>
      )}
      {voicemail && mayWrite && (
        <div className="mt-1 flex flex-wrap gap-1">
          {voicemail.state === "archived" ? (
            <Button look="quiet" onClick={() => void change("listened")}>
              Move out of the archive
            </Button>
          ) : (
            <Button look="quiet" onClick={() => void change("archived")}>
              <Archive aria-hidden="true" className="size-4" />
              Archive
            </Button>
          )}
        </div>
      )}
    </>
  );
}
