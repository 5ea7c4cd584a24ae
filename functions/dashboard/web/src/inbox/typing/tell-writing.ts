import { useRef } from "react";
import { useWorkspace } from "@/live/workspace";

/** Teammates hear of it this often while somebody writes. */
const EVERY_MS = 4_000;

/** Says that this person writes in a conversation, as often as it is called but not more often than needed. */
export function useTellWriting(conversationId: string): () => void {
  const { live } = useWorkspace();
  const toldAt = useRef(-Infinity);
  return () => {
    const now = performance.now();
    if (now - toldAt.current < EVERY_MS) return;
    toldAt.current = now;
    live.say({ typing: conversationId });
  };
}
