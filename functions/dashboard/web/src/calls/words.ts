import type { Call } from "@/api/types";

/** `0:07`, `12:30`, `1:02:05`. */
export function lengthWords(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const padded = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}

const GOING_ON: Record<string, string> = {
  queued: "Waiting",
  initiated: "Calling",
  ringing: "Ringing",
  "in-progress": "In progress",
};

export const isOver = ({ endedAt, outcome }: Call): boolean => endedAt !== null || outcome !== null;

/** What became of a call, or where it stands. */
export function outcomeWords({ outcome, direction, status }: Call): string {
  switch (outcome) {
    case "missed":
      return direction === "inbound" ? "Missed call" : "No answer";
    case "voicemail":
      return "Voicemail";
    case "forwarded":
      return "Forwarded call";
    case "assistant":
      return "Taken by the assistant";
    case "answered":
      return direction === "inbound" ? "Incoming call" : "Outgoing call";
    default:
      return `${direction === "inbound" ? "Incoming call" : "Outgoing call"} · ${GOING_ON[status] ?? status}`;
  }
}

/** Who was told what about a recording, or null where nothing was recorded. */
export function consentWords({ consent, recording }: Call): string | null {
  if (!recording || recording.source !== "conversation" || recording.state === "absent") return null;
  if (!consent) return null;
  return consent.policy === "require_keypress" ? "Recorded: the caller pressed a key to agree" : "Recorded: both sides were told before";
}

/** Why a recording cannot be heard, or null if it can. */
export function silenceWords({ recording }: Call): string | null {
  switch (recording?.state) {
    case "pending":
      return "Still being recorded";
    case "processing":
      return "The recording is on its way";
    case "failed":
      return recording.error ?? "The recording could not be fetched";
    case "removed":
      return "The recording was removed: its time was over";
    default:
      return null;
  }
}

/** A transcript, or why there is none. */
export function transcriptWords({ voicemail }: Call): { words: string; isText: boolean } | null {
  if (!voicemail) return null;
  const { state, text } = voicemail.transcript;
  if (state === "ready" && text) return { words: text, isText: true };
  if (state === "removed") return { words: "The transcript was removed with it", isText: false };
  if (state === "pending") return { words: "The transcript is being written", isText: false };
  if (state === "failed" || state === "unavailable") return { words: "There is no transcript of this message", isText: false };
  return null;
}
