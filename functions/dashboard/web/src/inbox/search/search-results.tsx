import { useImperativeHandle, useRef, type ReactNode, type Ref } from "react";
import { useSearchParams } from "react-router";
import { useNow } from "@/format/time";
import { useNumberFormats } from "@/format/phone";
import { ConversationRow } from "@/inbox/list/conversation-row";
import type { Rows } from "@/inbox/list/conversation-list";
import { ListEmpty } from "@/inbox/list/list-empty";
import { ListSkeleton } from "@/inbox/list/list-skeleton";
import { useKnown } from "@/inbox/conversations";
import { MessageRow } from "@/inbox/search/message-row";
import { isSearchable, useSearch } from "@/inbox/search/search";
import type { TabName } from "@/inbox/tabs";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { useShortcut } from "@/ui/shortcut";

interface Props {
  ref: Ref<Rows>;
  q: string;
  tab: TabName;
  openId: string | null;
}

/** What a search found: conversations by name and number, then messages, newest first. `j` and `k` move through both. */
export default function SearchResults({ ref, q, tab, openId }: Props) {
  const rows = useRef<HTMLDivElement>(null);
  const now = useNow();
  useNumberFormats();
  const known = useKnown();
  const messageId = useSearchParams()[0].get("message");
  const found = useSearch(q);
  const { conversations, messages, hasNextPage, isFetchingNextPage, isFetchNextPageError } = found;

  const links = () => [...(rows.current?.querySelectorAll<HTMLAnchorElement>("a[href]") ?? [])];
  const move = (step: 1 | -1) => {
    const all = links();
    const from = all.findIndex((link) => link === document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, from + step))]?.focus();
  };
  useShortcut("j", () => move(1));
  useShortcut("k", () => move(-1));
  useImperativeHandle(ref, () => ({ enter: () => links()[0]?.focus() }));

  const isNothing = conversations.length === 0 && messages.length === 0;
  if (!isSearchable(q)) {
    return <p className="p-6 text-center text-sm text-ink-soft">Type at least two letters.</p>;
  }
  if (found.isError && isNothing) {
    return <Failure title="Couldn't search" error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.isLooking && isNothing) return <ListSkeleton />;
  return (
    <div ref={rows} aria-busy={found.isPlaceholderData} className="h-full overflow-y-auto" data-testid="search-results">
      <p role="status" className="sr-only">
        {`${conversations.length} conversations and ${messages.length}${hasNextPage ? " or more" : ""} messages found`}
      </p>
      {isNothing && <ListEmpty tab={tab} q={q} />}
      {conversations.length > 0 && (
        <Group name="Conversations">
          {conversations.map((conversation) => (
            <li key={conversation.id} className="h-[76px]">
              <ConversationRow
                conversation={known[conversation.id] ?? conversation}
                tab={tab}
                search={`?q=${encodeURIComponent(q)}`}
                now={now}
                isOpen={conversation.id === openId && !messageId}
                hasFocus={null}
                outgoing={null}
              />
            </li>
          ))}
        </Group>
      )}
      {messages.length > 0 && (
        <Group name="Messages">
          {messages.map((message) => (
            <li key={message.id}>
              <MessageRow found={message} tab={tab} q={q} now={now} isOpen={message.id === messageId} />
            </li>
          ))}
        </Group>
      )}
      {hasNextPage && messages.length > 0 && (
        <div className="p-4 text-center">
          <Button disabled={isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {isFetchingNextPage ? "Loading more…" : isFetchNextPageError ? "Couldn't load more. Retry" : "Show older messages"}
          </Button>
        </div>
      )}
    </div>
  );
}

const Group = ({ name, children }: { name: string; children: ReactNode }) => (
  <section aria-label={`Found ${name.toLowerCase()}`}>
    <h2 className="sticky top-0 z-10 bg-surface px-4 pt-3 pb-1 text-xs font-semibold text-ink-soft">{name}</h2>
    {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
    <ul role="list" aria-label={name}>
      {children}
    </ul>
  </section>
);
