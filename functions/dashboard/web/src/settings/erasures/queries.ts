import { useInfiniteQuery } from "@tanstack/react-query";
import { erasures } from "@/api/erasures";
import { accountKeys } from "@/live/account-events";

/** No event tells how far an erasure has come, so it is looked at this often while one goes on and the page is seen. */
const LOOK_EVERY_MS = 4_000;

export const useErasures = () =>
  useInfiniteQuery({
    queryKey: accountKeys.erasures,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => erasures.list(pageParam, signal),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    refetchInterval: ({ state }) => {
      const isRunning = state.data?.pages.some((page) => page.erasures.some((receipt) => receipt.state === "running"));
      return isRunning ? LOOK_EVERY_MS : false;
    },
  });
