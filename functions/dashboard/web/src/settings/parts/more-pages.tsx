import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { BusyButton } from "@/ui/busy-button";

type Paged = Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "fetchNextPage">;

/** Leads to older rows while there are some. */
export function MorePages({ list }: { list: Paged }) {
  if (!list.hasNextPage) return null;
  return (
    <BusyButton isBusy={list.isFetchingNextPage} busyWords="Loading…" className="self-center" onClick={() => void list.fetchNextPage()}>
      {list.isFetchNextPageError ? "Couldn't load more. Retry" : "Load more"}
    </BusyButton>
  );
}
