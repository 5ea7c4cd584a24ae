import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { campaigns, type RecipientState } from "@/api/campaigns";
import { CAMPAIGNS } from "@/live/campaign-events";

/** Events make all of these old, so nothing here asks on a timer. */

export const useCampaigns = () =>
  useInfiniteQuery({
    queryKey: [...CAMPAIGNS, "list"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => campaigns.list(pageParam, signal),
    getNextPageParam: (page) => page.nextCursor,
  });

export const useCampaign = (id: string) =>
  useQuery({ queryKey: [...CAMPAIGNS, id], queryFn: ({ signal }) => campaigns.show(id, signal) });

export const useRecipients = (id: string, state: RecipientState | null) =>
  useInfiniteQuery({
    queryKey: [...CAMPAIGNS, id, "recipients", state],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => campaigns.recipients(id, state, pageParam, signal),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });

export function useRefreshCampaigns(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: CAMPAIGNS });
}
