import { useEffect } from "react";
import { knock, ring } from "@/softphone/sounds";

const BLINK_MS = 1_000;

/** Rings, or knocks while somebody talks, and lets the window's title blink with `words` until they are null. */
export function useAlarm(words: string | null, isTalking: boolean): void {
  const isRinging = words !== null;
  useEffect(() => {
    if (!isRinging) return undefined;
    return isTalking ? knock() : ring();
  }, [isRinging, isTalking]);

  useEffect(() => {
    if (words === null) return undefined;
    let before = document.title;
    const blink = () => {
      // A screen that was opened meanwhile has a title of its own.
      if (document.title !== words) before = document.title;
      document.title = document.title === words ? before : words;
    };
    blink();
    const timer = setInterval(blink, BLINK_MS);
    return () => {
      clearInterval(timer);
      if (document.title === words) document.title = before;
    };
  }, [words]);
}
