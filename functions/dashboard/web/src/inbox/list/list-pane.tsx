import { SquarePen } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, type RefObject } from "react";
import { Link, useLocation, useSearchParams } from "react-router";
import { ConversationList, type Rows } from "@/inbox/list/conversation-list";
import { ListEmpty } from "@/inbox/list/list-empty";
import { ListSkeleton } from "@/inbox/list/list-skeleton";
import { SearchBox } from "@/inbox/list/search-box";
import { Tabs } from "@/inbox/list/tabs-bar";
import { useConversationList } from "@/inbox/conversations";
import { TABS, type TabName } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { Failure } from "@/ui/failure";
import { Hint } from "@/ui/hint";
import { isFocusLost } from "@/ui/return-focus";

const SearchResults = lazy(() => import("@/inbox/search/search-results"));

interface Props {
  tab: TabName;
  openId: string | null;
}

/** The conversations of a tab, or what a search found. */
export function ListPane({ tab, openId }: Props) {
  const { mayWrite } = useWorkspace();
  const [parameters] = useSearchParams();
  const q = parameters.get("q") ?? "";
  const list = useConversationList(TABS[tab].filter);
  const { conversations } = list;
  const rows = useRef<Rows>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnReturn(heading, openId);

  return (
    <section aria-label="Inbox" className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex h-14 shrink-0 items-center justify-between pr-2 pl-4">
        <h1 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
          Inbox
        </h1>
        {mayWrite && (
          <Hint words="New conversation" shortcut="c">
            <Link
              to={`/inbox/${tab}/new`}
              aria-label="New conversation"
              className="inline-flex size-9 items-center justify-center rounded-md text-ink-soft hover:bg-hover hover:text-ink"
            >
              <SquarePen aria-hidden="true" className="size-[18px]" />
            </Link>
          </Hint>
        )}
      </header>
      <SearchBox onLeave={() => rows.current?.enter()} />
      {q ? <SearchHead q={q} /> : <Tabs current={tab} />}
      {q && (
        <div className="min-h-0 flex-1">
          <Suspense fallback={<ListSkeleton />}>
            <SearchResults ref={rows} q={q} tab={tab} openId={openId} />
          </Suspense>
        </div>
      )}
      <div className={q ? "hidden" : "min-h-0 flex-1"}>
        {conversations === null && list.isError && (
          <Failure title="Couldn't load conversations" error={list.error} onRetry={() => void list.refetch()} />
        )}
        {conversations === null && !list.isError && <ListSkeleton />}
        {conversations?.length === 0 && <ListEmpty tab={tab} q="" />}
        {!q && conversations && conversations.length > 0 && (
          <ConversationList
            key={tab}
            ref={rows}
            conversations={conversations}
            tab={tab}
            openId={openId}
            hasMore={list.hasNextPage}
            isLoadingMore={list.isFetchingNextPage}
            moreFailed={list.isFetchNextPageError}
            onMore={() => void list.fetchNextPage()}
          />
        )}
      </div>
    </section>
  );
}

/** What led back here, such as a conversation that was erased, may be gone with the focus. */
function useFocusOnReturn(heading: RefObject<HTMLElement | null>, openId: string | null): void {
  const before = useRef(openId);
  useEffect(() => {
    const isBack = before.current !== null && openId === null;
    before.current = openId;
    if (isBack && isFocusLost()) heading.current?.focus();
  }, [heading, openId]);
}

function SearchHead({ q }: { q: string }) {
  const { pathname } = useLocation();
  return (
    <div className="flex h-10 shrink-0 items-center justify-between border-b border-line px-4 text-sm">
      <p className="truncate text-ink-soft">{`Everything for “${q}”`}</p>
      <Link to={pathname} className="rounded px-1 font-medium text-accent-text hover:underline">
        Clear
      </Link>
    </div>
  );
}
