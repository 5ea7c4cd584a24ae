import { useEffect, useRef, type RefObject } from "react";
import type { TimelineItem } from "@/live/entries";

export const idOf = (item: TimelineItem): string | null => (item.kind === "message" ? item.message.id : null);

interface Timeline {
  items: readonly TimelineItem[];
  content: RefObject<HTMLElement | null>;
  reveal: (element: Element) => void;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

/** Moves to the message that the address names, once; older pages are loaded until it is there. */
export function useTarget(id: string | null, timeline: Timeline): void {
  const { items, content, reveal, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = timeline;
  const reached = useRef<string | null>(null);
  const isHere = items.some((item) => idOf(item) === id);
  // Ids sort by time: once something older is here, the message is not in this thread any more.
  const isPassed = items.some((item) => (idOf(item) ?? "~") < (id ?? ""));
  const isWanted = id !== null && !isHere && !isPassed && hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (isWanted) fetchNextPage();
  }, [isWanted, fetchNextPage]);
  useEffect(() => {
    if (!isHere || reached.current === id) return;
    const element = content.current?.querySelector("[aria-current=location]");
    if (!element) return;
    reached.current = id;
    reveal(element);
  }, [isHere, id, content, reveal]);
}
