import { useSyncExternalStore } from "react";
import { SessionStore, type SessionState } from "@/session/session";

/** The one session of this tab. */
export const session = new SessionStore({
  fetch: (...request) => fetch(...request),
  storage: localStorage,
  exclusively: async (task) => navigator.locks.request("hub.refresh", task),
});

window.addEventListener("storage", (event) => session.storedElsewhere(event.key));

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.snapshot);
}
