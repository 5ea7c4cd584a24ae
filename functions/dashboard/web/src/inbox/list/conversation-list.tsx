import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { useSearchParams } from "react-router";
import type { Conversation } from "@/api/types";
import { useNow } from "@/format/time";
import { ConversationRow } from "@/inbox/list/conversation-row";
import type { TabName } from "@/inbox/tabs";
import { useOutgoing } from "@/live/workspace";
import { Button } from "@/ui/button";
import { useShortcut } from "@/ui/shortcut";

const ROW_PX = 76;

/** What the pane around the list may ask of it. */
export interface Rows {
  /** Moves the focus to the first row. */
  enter: () => void;
}

interface Props {
  ref: Ref<Rows>;
  conversations: Conversation[];
  tab: TabName;
  openId: string | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  moreFailed: boolean;
  onMore: () => void;
}

/** Only the rows in view are in the page; `j` and `k` move the focus from row to row. */
export function ConversationList({ ref, conversations, tab, openId, hasMore, isLoadingMore, moreFailed, onMore }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const outgoing = useOutgoing();
  const [parameters] = useSearchParams();
  const q = parameters.get("q");
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => conversations[index]?.id ?? index,
    overscan: 8,
  });
  const items = rows.getVirtualItems();
  const { focusId, move, focusOn } = useRowFocus(conversations, openId, (index) => rows.scrollToIndex(index));
  useShortcut("j", () => move(1));
  useShortcut("k", () => move(-1));
  useImperativeHandle(ref, () => ({ enter: () => focusOn(0) }));

  const nearEnd = (items.at(-1)?.index ?? 0) >= conversations.length - 5;
  useEffect(() => {
    if (nearEnd && hasMore && !isLoadingMore && !moreFailed) onMore();
  }, [nearEnd, hasMore, isLoadingMore, moreFailed, onMore]);

  return (
    <div ref={scroller} className="h-full overflow-y-auto" data-testid="conversation-scroller">
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
      <ul role="list" aria-label="Conversations" className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const conversation = conversations[index];
          if (!conversation) return null;
          return (
            <li
              key={key}
              aria-setsize={hasMore ? -1 : conversations.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
            >
              <ConversationRow
                conversation={conversation}
                tab={tab}
                search={q ? `?q=${encodeURIComponent(q)}` : ""}
                now={now}
                isOpen={conversation.id === openId}
                hasFocus={conversation.id === focusId?.id ? focusId.turn : null}
                outgoing={outgoing.findLast((entry) => entry.conversationId === conversation.id) ?? null}
              />
            </li>
          );
        })}
      </ul>
      {isLoadingMore && (
        <p role="status" className="p-4 text-center text-sm text-ink-soft">
          Loading more…
        </p>
      )}
      {moreFailed && (
        <div className="p-4 text-center">
          <Button onClick={onMore}>Couldn't load more. Retry</Button>
        </div>
      )}
    </div>
  );
}

/** Where `j` and `k` stand: at the last row they reached, else at the open conversation. */
function useRowFocus(conversations: Conversation[], openId: string | null, reveal: (index: number) => void) {
  const [focus, setFocus] = useState<{ id: string; index: number; turn: number } | null>(null);
  const focusOn = (index: number) => {
    const target = conversations[index];
    if (!target) return;
    reveal(index);
    setFocus({ id: target.id, index, turn: (focus?.turn ?? 0) + 1 });
  };
  const move = (step: 1 | -1) => {
    const held = conversations.findIndex(({ id }) => id === (focus?.id ?? openId));
    // A row that left the list, done for instance, leaves its place to the next one.
    const from = held >= 0 ? held + step : (focus?.index ?? (step > 0 ? 0 : -1));
    focusOn(Math.max(0, Math.min(conversations.length - 1, from)));
  };
  return { focusId: focus, move, focusOn };
}
