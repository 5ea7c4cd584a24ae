import { ArrowDown } from "lucide-react";
import { Fragment, useEffect } from "react";
import type { Conversation } from "@/api/types";
import { useSearchParams } from "react-router";
import { dayName, useNow } from "@/format/time";
import { Entry } from "@/inbox/thread/entry";
import { place } from "@/inbox/thread/groups";
import { useTimeline } from "@/inbox/thread/timeline";
import { useReached, useScrollback } from "@/inbox/thread/scrollback";
import { idOf, useTarget } from "@/inbox/thread/target";
import { ThreadSkeleton } from "@/inbox/thread/thread-skeleton";
import type { TimelineItem } from "@/live/entries";
import { useWorkspace } from "@/live/workspace";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";

interface Props {
  conversation: Conversation;
  onEdit: (body: string) => void;
}

export function Thread({ conversation, onEdit }: Props) {
  const timeline = useTimeline(conversation.id);
  if (timeline.items) return <Timeline {...timeline} items={timeline.items} conversation={conversation} onEdit={onEdit} />;
  if (timeline.isError) {
    return <Failure title="Couldn't load the messages" error={timeline.error} onRetry={() => void timeline.refetch()} />;
  }
  return <ThreadSkeleton />;
}

type TimelineProps = Props &
  Pick<ReturnType<typeof useTimeline>, "data" | "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "fetchNextPage"> & {
    items: TimelineItem[];
  };

function Timeline(props: TimelineProps) {
  const { items, conversation, onEdit, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = props;
  const zone = useWorkspace().me.tenant.timeZone;
  const now = useNow();
  const last = items.at(-1);
  const { scroller, content, onScroll, isAtEnd, seenKey, toEnd, reveal } = useScrollback(items[0]?.key, last?.key);
  const target = useSearchParams()[0].get("message");
  useTarget(target, { items, content, reveal, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage });
  const top = useReached(scroller, props.data?.pages.length, () => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  });

  const sentKey = last?.kind === "outgoing" ? last.key : null;
  useEffect(() => {
    if (sentKey) toEnd();
  }, [sentKey, toEnd]);

  const newCount = seenKey ? items.length - 1 - items.findIndex(({ key }) => key === seenKey) : 0;
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label="Messages"
        // New messages are announced once for the whole dashboard, not again here.
        aria-live="off"
        // A scrolled region has to be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={onScroll}
        className="h-full overflow-y-auto px-4 [overflow-anchor:none] outline-offset-[-2px]"
      >
        <div ref={content} className="mx-auto flex min-h-full max-w-3xl flex-col justify-end pt-4 pb-3">
          <div ref={top} />
          {hasNextPage && (
            <div className="flex h-10 items-center justify-center text-sm text-ink-soft">
              {isFetchNextPageError ? (
                <Button onClick={() => void fetchNextPage()}>Couldn't load earlier messages. Retry</Button>
              ) : (
                "Loading earlier messages…"
              )}
            </div>
          )}
          {items.length === 0 && <p className="py-8 text-center text-sm text-ink-soft">No messages yet. Write the first one.</p>}
          <ol>
            {place(items, zone).map((placed) => (
              <Fragment key={placed.item.key}>
                {placed.startsDay && (
                  <li className="mt-5 mb-1 flex items-center gap-3 text-xs font-medium text-ink-soft first:mt-0">
                    <span className="h-px flex-1 bg-line" />
                    {dayName(placed.item.at, now, zone)}
                    <span className="h-px flex-1 bg-line" />
                  </li>
                )}
                <Entry placed={placed} isTarget={idOf(placed.item) === target} conversation={conversation} zone={zone} onEdit={onEdit} />
              </Fragment>
            ))}
          </ol>
        </div>
      </div>
      {!isAtEnd && (
        <button
          type="button"
          onClick={toEnd}
          className="pop-in absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full bg-raised px-3 text-sm font-medium text-accent-text shadow-pop hover:bg-hover"
        >
          <ArrowDown aria-hidden="true" className="size-4" />
          {newCount > 0 ? `${newCount} new` : "Latest"}
        </button>
      )}
    </div>
  );
}
