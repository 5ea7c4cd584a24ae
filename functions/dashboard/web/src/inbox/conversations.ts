import { skipToken, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { hub, type ConversationFilter } from "@/api/hub";
import type { Conversation, ConversationPatch } from "@/api/types";
import { formatPhone, useNumberFormats } from "@/format/phone";
import { keys } from "@/live/cache";
import { arrange, type Known } from "@/live/conversations";
import type { Erased } from "@/live/erased";
import { useWorkspace } from "@/live/workspace";
import { notify } from "@/ui/notify";

const NONE: Known = {};

export function useKnown(): Known {
  useNumberFormats();
  return useQuery<Known>({ queryKey: keys.known, queryFn: skipToken }).data ?? NONE;
}

/** A list as the hub pages it, kept up to date by the events. */
export function useConversationList(filter: ConversationFilter, isWanted = true) {
  const { me, cache } = useWorkspace();
  const known = useKnown();
  const query = useInfiniteQuery({
    queryKey: keys.list(filter),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const page = cache.present(await hub.conversations(filter, pageParam, signal));
      cache.learn(page.conversations);
      return page;
    },
    getNextPageParam: (page) => page.nextCursor,
    enabled: isWanted,
    staleTime: Infinity,
  });
  const { data, hasNextPage } = query;
  const conversations = useMemo(() => {
    if (!data) return null;
    const listed = data.pages.flatMap((page) => page.conversations);
    return arrange(known, { listed, filter, meId: me.user.id, isComplete: !hasNextPage });
  }, [data, known, filter, me.user.id, hasNextPage]);
  return { ...query, conversations };
}

const NONE_ERASED: Erased = {};

/** One conversation by its address, whether or not a list holds it. */
export function useConversation(id: string) {
  const { cache } = useWorkspace();
  const held = useKnown()[id];
  const erased = useQuery<Erased>({ queryKey: keys.erased, queryFn: skipToken }).data ?? NONE_ERASED;
  const isErased = erased[id] === true;
  const query = useQuery({
    queryKey: keys.conversation(id),
    queryFn: async ({ signal }) => {
      const conversation = await hub.conversation(id, signal);
      cache.learn([conversation]);
      return conversation;
    },
    enabled: held === undefined && !isErased,
    staleTime: Infinity,
  });
  const conversation = isErased ? null : (held ?? query.data ?? null);
  return { conversation, isErased, error: query.error, refetch: query.refetch };
}

/** Changes a conversation at once and takes it back, with words, if the hub refuses. */
export function useChangeConversation() {
  const { cache } = useWorkspace();
  return async function change(id: string, patch: ConversationPatch, what: string): Promise<boolean> {
    const takeBack = cache.assume(id, patch);
    try {
      cache.learn([await hub.patchConversation(id, patch)]);
      return true;
    } catch (error) {
      takeBack();
      notify.problem(what, error, () => void change(id, patch, what));
      return false;
    }
  };
}

export function useToggleDone() {
  const change = useChangeConversation();
  return async (conversation: Conversation): Promise<void> => {
    const isClosed = conversation.state === "closed";
    const state = isClosed ? "open" : "closed";
    const done = await change(conversation.id, { state }, isClosed ? "Couldn't reopen" : "Couldn't mark as done");
    if (done) notify.success(isClosed ? "Moved back to Open" : "Marked as done");
  };
}

export const nameOf = (conversation: Conversation): string =>
  conversation.contactName ?? formatPhone(conversation.theirAddress);
