import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { calls, type CallFilter } from "@/api/calls";
import type { Call } from "@/api/types";
import { CALLS } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";

export type ListName = "all" | "missed" | "voicemail" | "archive";

interface Page {
  calls: Call[];
  nextCursor?: string | null | undefined;
}

async function pageOf(list: ListName, filter: CallFilter, cursor: string | null, signal: AbortSignal): Promise<Page> {
  if (list === "all" || list === "missed") return calls.list(filter, cursor, signal);
  const { voicemails, nextCursor } = await calls.voicemails(list === "archive" ? "archived" : undefined, cursor, signal);
  const isWanted = ({ voicemail }: Call) => list === "archive" || voicemail?.state !== "archived";
  return { calls: voicemails.filter(isWanted), nextCursor };
}

/** A list of calls as the hub pages it; asked for again when an event says that a call changed. */
export function useCalls(list: ListName, filter: CallFilter) {
  const { cache } = useWorkspace();
  return useInfiniteQuery({
    queryKey: [...CALLS, "list", list, filter],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => cache.present(await pageOf(list, filter, pageParam, signal)),
    getNextPageParam: (page) => page.nextCursor ?? null,
  });
}

export function useActiveCalls() {
  return useQuery({ queryKey: [...CALLS, "active"], queryFn: ({ signal }) => calls.active(signal) });
}
