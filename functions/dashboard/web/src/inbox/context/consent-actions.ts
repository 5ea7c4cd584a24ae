import { hub } from "@/api/hub";
import type { Conversation } from "@/api/types";
import { contactIdOf } from "@/format/contact-id";
import { useWorkspace } from "@/live/workspace";

/** Changes the consent behind a conversation; the thread shows it at once, before its event comes. */
export function useConsent(conversation: Conversation) {
  const { cache } = useWorkspace();
  const id = contactIdOf(conversation.theirAddress);
  return {
    optOut: async (reason: string) => {
      await hub.optOut(id, reason, conversation.channel);
      await cache.load(conversation.id);
    },
    optIn: async (reason: string) => {
      await hub.optIn(id, reason, conversation.channel);
      await cache.load(conversation.id);
    },
  };
}
