import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { hub } from "@/api/hub";
import { keys } from "@/live/cache";
import { useWorkspace } from "@/live/workspace";

/** The hub answers words of two letters and more. */
export const isSearchable = (q: string): boolean => [...q.trim()].length >= 2 || /[^ -~]/.test(q);

/** What the hub finds for a query: conversations, and messages page by page. */
export function useSearch(q: string) {
  const { cache } = useWorkspace();
  const query = useInfiniteQuery({
    queryKey: keys.search(q),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const page = cache.present(await hub.search(q, pageParam, signal));
      cache.learn(page.conversations);
      return page;
    },
    getNextPageParam: (page) => page.nextCursor,
    enabled: isSearchable(q),
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const conversations = data?.pages.flatMap((page) => page.conversations) ?? [];
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  // The hub looks at a bounded part at a time: nothing in it does not mean nothing at all.
  const isLookingOn = hasNextPage && messages.length === 0 && !isError;
  useEffect(() => {
    if (isLookingOn && !isFetching) void fetchNextPage();
  }, [isLookingOn, isFetching, fetchNextPage]);
  return { ...query, conversations, messages, isLooking: isSearchable(q) && (query.isPending || isLookingOn) };
}
