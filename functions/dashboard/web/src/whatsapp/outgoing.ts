import { useMemo, useSyncExternalStore } from "react";
import type { Outgoing } from "@/live/outbox";
import { useWorkspace } from "@/live/workspace";

/** What is on its way to a conversation, or was refused. */
export function useOutgoing(conversationId: string): readonly Outgoing[] {
  const { outbox } = useWorkspace();
  const entries = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  return useMemo(() => entries.filter((entry) => entry.conversationId === conversationId), [entries, conversationId]);
}
