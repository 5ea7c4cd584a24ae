import { useEffect } from "react";
import { hub } from "@/api/hub";
import type { Conversation } from "@/api/types";
import { useWorkspace } from "@/live/workspace";
import { useIsVisible } from "@/screen/visibility";

/** Reading is seeing: an open conversation is marked read only while its window is visible. */
export function useMarkRead({ id, unreadCount }: Conversation): void {
  const { cache, mayWrite } = useWorkspace();
  const isVisible = useIsVisible();
  const isDue = mayWrite && isVisible && unreadCount > 0;
  useEffect(() => {
    if (!isDue) return;
    cache.assume(id, { read: true });
    // A refusal is not worth a word: the count comes back with the conversation's next event.
    hub.patchConversation(id, { read: true }).then(
      (answer) => cache.learn([answer]),
      () => undefined,
    );
  }, [isDue, id, cache]);
}
