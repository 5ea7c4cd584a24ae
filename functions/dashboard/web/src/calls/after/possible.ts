import type { Call } from "@/api/types";
import { isOver } from "@/calls/words";

/** What can be done with a call. */
export interface Possible {
  callBack: boolean;
  textBack: boolean;
  share: boolean;
  download: boolean;
  exportWords: boolean;
}

interface Circumstances {
  mayWrite: boolean;
  /** The customer is known not to want texts. */
  optedOut: boolean;
}

const E164 = /^\+[1-9]\d{6,14}$/;

export function possibleWith(call: Call, { mayWrite, optedOut }: Circumstances): Possible {
  const isReachable = mayWrite && isOver(call) && E164.test(call.theirAddress);
  const hasSound = call.recording?.state === "completed";
  const hasWords = Boolean(call.voicemail?.transcript.text);
  return {
    callBack: isReachable,
    textBack: isReachable && !optedOut,
    share: mayWrite && (hasSound || hasWords),
    download: hasSound,
    exportWords: mayWrite && hasWords,
  };
}
