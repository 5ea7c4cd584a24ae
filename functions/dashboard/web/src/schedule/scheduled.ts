import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { isProblem } from "@/api/problem";
import { schedule, type Scheduled, type ScheduledFilter } from "@/api/schedule";
import { SCHEDULED } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";
import { notify } from "@/ui/notify";

/** A list of scheduled texts. Events make it old, so nothing here asks on a timer. */
export function useScheduled(filter: ScheduledFilter) {
  const { cache } = useWorkspace();
  return useInfiniteQuery({
    queryKey: [...SCHEDULED, filter],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => cache.present(await schedule.list(filter, pageParam, signal)),
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Asks again for every list. The hub's event does the same, a little later. */
export function useRefreshScheduled(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: SCHEDULED });
}

/** What a person does with one text, with words for how it ended. */
export function useScheduledActions(text: Scheduled) {
  const refresh = useRefreshScheduled();
  const act = async (action: () => Promise<unknown>, done: string, failed: string): Promise<void> => {
    try {
      await action();
      notify.success(done);
    } catch (error) {
      // Somebody or the clock was faster, which the list then shows.
      const isOver = isProblem(error, "not_scheduled", "conflict");
      notify.problem(failed, error, isOver ? undefined : () => void act(action, done, failed));
    }
    await refresh();
  };
  return {
    sendNow: () => act(() => schedule.sendNow(text.id), "Sent", "Couldn't send"),
    cancel: () => act(() => schedule.cancel(text.id), "Canceled", "Couldn't cancel"),
  };
}
