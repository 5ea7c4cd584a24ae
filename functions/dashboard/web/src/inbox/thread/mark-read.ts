import { useEffect } from "react";
import { useNavigate, useParams } from "react-router";
import { hub } from "@/api/hub";
import type { Conversation } from "@/api/types";
import { unreadOf } from "@/live/unread";
import { useWorkspace } from "@/live/workspace";
import { useIsVisible } from "@/screen/visibility";
import { notify } from "@/ui/notify";

/** Reading is seeing: an open conversation is marked read only while its window is visible. */
export function useMarkRead(conversation: Conversation): void {
  const { cache, me } = useWorkspace();
  const { id, inboundCount } = conversation;
  const userId = me.user.id;
  const isDue = useIsVisible() && unreadOf(conversation, me.user) > 0;
  useEffect(() => {
    if (!isDue) return;
    cache.assumeRead(id, userId, inboundCount);
    // A refusal is not worth a word: the count comes back with the conversation's next event.
    hub.read(id, inboundCount).then(
      (answer) => cache.learn([answer]),
      () => undefined,
    );
  }, [isDue, id, inboundCount, userId, cache]);
}

/** Leaves a conversation so that it looks new again to this person. */
export function useMarkUnread(): (conversation: Conversation) => Promise<void> {
  const { cache, me } = useWorkspace();
  const navigate = useNavigate();
  const { tab } = useParams();
  return async ({ id, inboundCount }) => {
    if (inboundCount === 0) return;
    await navigate(`/inbox/${tab}`);
    try {
      cache.learn([await hub.read(id, inboundCount - 1, true)]);
      notify.success(`Marked as unread for ${me.user.name}`);
    } catch (error) {
      notify.problem("Couldn't mark as unread", error);
    }
  };
}
