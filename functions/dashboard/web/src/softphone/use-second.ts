import { useSyncExternalStore } from "react";

let second = Date.now();

function eachSecond(listener: () => void): () => void {
  const tick = () => {
    second = Date.now();
    listener();
  };
  second = Date.now();
  const timer = setInterval(tick, 1_000);
  return () => clearInterval(timer);
}

/** The time now, to the second, in milliseconds. */
export const useSecond = (): number => useSyncExternalStore(eachSecond, () => second);
