import { useSyncExternalStore } from "react";
import { useWorkspace } from "@/live/workspace";
import type { LineState } from "@/softphone/line";

/**
 * What is asked of the softphone before its code is here: whether this person takes calls in this browser, and what
 * is to be dialled. The first load of the page holds this much of it and no more.
 */

export interface Dialling {
  to: string;
  /** Which number of ours; the one that is chosen in the dialer if absent. */
  from?: string;
  /** Dial without asking, where the line is ready. */
  isUrgent?: boolean;
}

interface Wish {
  isOn: boolean;
  /** Open while it is not null. */
  dialer: Dialling | null;
  /** Null until the softphone is loaded. */
  line: LineState["name"] | null;
}

const keyOf = (userId: string) => `hub.calls.${userId}`;

let userId = "";
/** A call goes on here, which switching off would end. */
let isBusy = false;
let wish: Wish = { isOn: false, dialer: null, line: null };
const listeners = new Set<() => void>();

function become(change: Partial<Wish>): void {
  wish = { ...wish, ...change };
  for (const listener of listeners) listener();
}

/** What was chosen in this browser is read once for whoever is signed in. */
function wishOf(user: string): Wish {
  if (user !== userId) {
    userId = user;
    wish = { isOn: localStorage.getItem(keyOf(user)) === "on", dialer: null, line: null };
  }
  return wish;
}

export function takeCallsHere(isOn: boolean): void {
  if (isOn) localStorage.setItem(keyOf(userId), "on");
  else localStorage.removeItem(keyOf(userId));
  become({ isOn });
}

const stored = (): boolean => localStorage.getItem(keyOf(userId)) === "on";

/** Whether a call goes on here. What another window switched off meanwhile is off when it is over. */
export function tellBusy(busy: boolean): void {
  if (isBusy === busy) return;
  isBusy = busy;
  if (!busy && wish.isOn && !stored()) become({ isOn: false });
}

export const openDialer = (dialling: Dialling = { to: "" }): void => become({ dialer: dialling });
export const closeDialer = (): void => become({ dialer: null });
export const tellLine = (line: Wish["line"]): void => become({ line });

function subscribe(listener: () => void): () => void {
  const changed = ({ key }: StorageEvent) => {
    if (key === keyOf(userId) && (stored() || !isBusy)) become({ isOn: stored() });
  };
  // Switched on or off in another window.
  window.addEventListener("storage", changed);
  listeners.add(listener);
  return () => {
    window.removeEventListener("storage", changed);
    listeners.delete(listener);
  };
}

export function useWish(): Wish {
  const { id } = useWorkspace().me.user;
  return useSyncExternalStore(subscribe, () => wishOf(id));
}
