import { useSyncExternalStore } from "react";
import { Tray } from "@/inbox/media/tray";

/** What is attached but not sent, per conversation, for as long as the tab is open. */
const trays = new Map<string, Tray>();

function trayOf(conversationId: string): Tray {
  const tray =
    trays.get(conversationId) ??
    new Tray({
      upload: async (...given) => (await import("@/inbox/media/upload")).upload(...given),
      preview: (file) => URL.createObjectURL(file),
      forget: (preview) => URL.revokeObjectURL(preview),
      key: () => crypto.randomUUID(),
    });
  trays.set(conversationId, tray);
  return tray;
}

/** The tray of a conversation, and what is in it now. */
export function useTray(conversationId: string) {
  const tray = trayOf(conversationId);
  const attached = useSyncExternalStore(tray.subscribe, tray.snapshot);
  return { tray, attached };
}
