import { skipToken, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { hub } from "@/api/hub";
import type { Entry } from "@/api/types";
import { keys } from "@/live/cache";
import { mergeEntries, timeline } from "@/live/entries";
import { useOutgoing, useWorkspace } from "@/live/workspace";

const NONE: Entry[] = [];

/** The timeline of a conversation: the hub's pages, what events brought since, and what is on its way. */
export function useTimeline(conversationId: string) {
  const { outbox } = useWorkspace();
  const outgoing = useOutgoing();
  const query = useInfiniteQuery({
    queryKey: keys.timeline(conversationId),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const page = await hub.timeline(conversationId, pageParam, signal);
      for (const entry of page.entries) if (entry.kind === "message") outbox.settle(entry.message);
      return page;
    },
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
    gcTime: 30 * 60_000,
  });
  const arrivals = useQuery<Entry[]>({ queryKey: keys.arrivals(conversationId), queryFn: skipToken }).data ?? NONE;
  const { data } = query;
  const items = useMemo(() => {
    if (!data) return null;
    const entries = mergeEntries(...data.pages.map((page) => page.entries), arrivals);
    return timeline(
      entries,
      outgoing.filter((entry) => entry.conversationId === conversationId),
    );
  }, [data, arrivals, outgoing, conversationId]);
  return { ...query, items };
}
