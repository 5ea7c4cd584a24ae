import { Phone, PhoneMissed, SearchX, Voicemail, type LucideIcon } from "lucide-react";
import { Fragment, useEffect } from "react";
import { Link, NavLink, useParams, useSearchParams } from "react-router";
import type { CallFilter } from "@/api/calls";
import type { Call } from "@/api/types";
import { CallActions } from "@/calls/after/call-actions";
import { CallFilters } from "@/calls/call-filters";
import { CallIcon, CallSound, useTaker } from "@/calls/call-parts";
import { filterOf, parametersOf, wishIn } from "@/calls/filters";
import { useActiveCalls, useCalls, type ListName } from "@/calls/queries";
import { isOver, lengthWords, outcomeWords } from "@/calls/words";
import { formatPhone } from "@/format/phone";
import { clockTime, dayKey, useNow } from "@/format/time";
import { conversationUrl } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { dayWords } from "@/schedule/words";
import { DialerButton } from "@/softphone/dialer-button";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { RowsSkeleton } from "@/ui/loaded";

const LISTS: Record<ListName, { label: string; icon: LucideIcon; empty: string; words: string }> = {
  all: { label: "All", icon: Phone, empty: "No calls yet", words: "Calls to your numbers appear here. What happens to a call is set under Settings, Numbers." },
  missed: { label: "Missed", icon: PhoneMissed, empty: "No missed calls", words: "Calls that nobody took, and whose caller left no message, appear here." },
  voicemail: { label: "Voicemail", icon: Voicemail, empty: "No voicemail", words: "Messages that callers leave appear here, to be heard and read." },
  archive: { label: "Archive", icon: Voicemail, empty: "Nothing is archived", words: "Messages that you are done with appear here." },
};
const NAMES = Object.keys(LISTS) as ListName[];
const isList = (name: string): name is ListName => Object.hasOwn(LISTS, name);

/** Calls that go on, and what became of those before. */
export function CallsPage() {
  const { list: named = "all" } = useParams();
  const list = isList(named) ? named : "all";
  useEffect(() => {
    document.title = "Calls · Hub";
  }, []);
  return (
    <main aria-label="Calls" className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <header className="shrink-0 bg-surface">
        <DialerButton />
        <h2 className="flex h-14 items-center px-4 text-base font-semibold">Calls</h2>
        <nav aria-label="Calls by kind" className="flex h-10 gap-1 overflow-x-auto border-b border-line px-2">
          {NAMES.map((name) => (
            <NavLink
              key={name}
              to={name === "all" ? "/calls" : `/calls/${name}`}
              end
              aria-current={name === list ? "page" : undefined}
              className={classes(
                "-mb-px flex items-center rounded-t border-b-2 px-2 text-sm font-medium whitespace-nowrap outline-offset-[-2px]",
                name === list ? "border-accent-text text-ink" : "border-transparent text-ink-soft hover:text-ink",
              )}
            >
              {LISTS[name].label}
            </NavLink>
          ))}
        </nav>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex min-h-full max-w-3xl flex-col p-4 md:p-6">
          <Active />
          <Filtered key={list} list={list} />
        </div>
      </div>
    </main>
  );
}

/** The calls that go on now. */
function Active() {
  const active = useActiveCalls().data?.calls ?? [];
  if (active.length === 0) return null;
  return (
    <section aria-label="Going on now" className="mb-6">
      <h3 className="mb-2 text-xs font-medium text-ink-soft">Going on now</h3>
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
      <ul role="list" className="divide-y divide-line rounded-lg border border-success/50 bg-surface">
        {active.map((call) => (
          <Row key={call.id} call={call} />
        ))}
      </ul>
    </section>
  );
}

/** A list with what narrows it; voicemails are not narrowed. */
function Filtered({ list }: { list: ListName }) {
  const [parameters, setParameters] = useSearchParams();
  const wish = wishIn(parameters);
  const isMissed = list === "missed";
  if (list !== "all" && !isMissed) return <Calls list={list} filter={{}} onClear={null} />;
  const filter = filterOf(wish, isMissed);
  const isNarrowed = Object.keys(filter).length > (isMissed ? 1 : 0);
  const clear = () => setParameters({}, { replace: true });
  return (
    <>
      <CallFilters
        wish={wish}
        isMissed={isMissed}
        onWish={(next) => setParameters(parametersOf(next), { replace: true })}
      />
      <Calls list={list} filter={filter} onClear={isNarrowed ? clear : null} />
    </>
  );
}

interface ListProps {
  list: ListName;
  filter: CallFilter;
  /** Takes away what narrows the list. */
  onClear: (() => void) | null;
}

function Calls({ list, filter, onClear }: ListProps) {
  const zone = useWorkspace().me.tenant.timeZone;
  const now = useNow();
  const query = useCalls(list, filter);
  if (query.isPending) return <RowsSkeleton label="Loading the calls" rows={6} />;
  if (!query.data) return <Failure title="Couldn't load the calls" error={query.error} onRetry={() => void query.refetch()} />;
  // What goes on stands above.
  const rows = query.data.pages.flatMap((page) => page.calls).filter(isOver);
  const { icon, empty, words, label } = LISTS[list];
  if (rows.length === 0 && !query.hasNextPage) {
    if (onClear === null) return <Empty icon={icon} title={empty} words={words} />;
    const action = <Button onClick={onClear}>Clear the filters</Button>;
    return <Empty icon={SearchX} title="No such calls" words="Names are those that the customers had when they called." action={action} />;
  }
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
      <ul role="list" aria-label={`${label} calls`}>
        {rows.map((call, index) => {
          const before = rows[index - 1];
          const startsDay = !before || dayKey(before.startedAt, zone) !== dayKey(call.startedAt, zone);
          return (
            <Fragment key={call.id}>
              {startsDay && <li className="mt-6 mb-2 text-xs font-medium text-ink-soft first:mt-0">{dayWords(call.startedAt, now, zone)}</li>}
              <Row call={call} isCard />
            </Fragment>
          );
        })}
      </ul>
      {query.hasNextPage && (
        <BusyButton className="mt-4 self-center" isBusy={query.isFetchingNextPage} busyWords="Loading…" onClick={() => void query.fetchNextPage()}>
          {query.isFetchNextPageError ? "Couldn't load more. Retry" : "Show older"}
        </BusyButton>
      )}
    </>
  );
}

function Row({ call, isCard = false }: { call: Call; isCard?: boolean }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const taker = useTaker()(call);
  const name = call.contactName ?? formatPhone(call.theirAddress);
  const facts = [
    outcomeWords(call),
    taker && `${taker} answered`,
    call.durationSeconds !== null && call.outcome !== "missed" && call.outcome !== "voicemail" && lengthWords(call.durationSeconds),
    `to ${formatPhone(call.ourNumber)}`,
  ].filter(Boolean);
  return (
    <li
      data-testid="call-row"
      data-outcome={call.outcome ?? call.status}
      className={classes("px-3 py-2", isCard && "mb-2 rounded-lg border border-line bg-surface")}
    >
      <div className="flex items-center gap-3">
        <CallIcon call={call} />
        <div className="min-w-0 flex-1">
          <Link to={conversationUrl("open", call.conversationId)} className="block truncate text-sm font-medium hover:underline">
            {name}
          </Link>
          <p className="truncate text-xs text-ink-soft">{facts.join(" · ")}</p>
        </div>
        {call.voicemail?.state === "new" && <span className="rounded-full bg-accent px-1.5 text-xs font-semibold text-accent-ink">New</span>}
        <time dateTime={call.startedAt} className="shrink-0 text-xs text-ink-soft">
          {clockTime(call.startedAt, zone)}
        </time>
        <CallActions call={call} name={name} />
      </div>
      <CallSound call={call} />
    </li>
  );
}
