import { skipToken, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { hub } from "@/api/hub";
import type { Message } from "@/api/types";
import { keys } from "@/live/cache";
import { mergeMessages, timeline } from "@/live/messages";
import { useOutgoing, useWorkspace } from "@/live/workspace";

const NONE: Message[] = [];

/** The timeline of a conversation: the hub's pages, what events brought since, and what is on its way. */
export function useTimeline(conversationId: string) {
  const { outbox } = useWorkspace();
  const outgoing = useOutgoing();
  const query = useInfiniteQuery({
    queryKey: keys.messages(conversationId),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const page = await hub.messages(conversationId, pageParam, signal);
      for (const message of page.messages) outbox.settle(message);
      return page;
    },
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
    gcTime: 30 * 60_000,
  });
  const arrivals = useQuery<Message[]>({ queryKey: keys.arrivals(conversationId), queryFn: skipToken }).data ?? NONE;
  const { data } = query;
  const items = useMemo(() => {
    if (!data) return null;
    const messages = mergeMessages(...data.pages.map((page) => page.messages), arrivals);
    return timeline(
      messages,
      outgoing.filter((entry) => entry.conversationId === conversationId),
    );
  }, [data, arrivals, outgoing, conversationId]);
  return { ...query, items };
}
