import { Ban, CalendarClock, CheckCheck, CircleAlert, type LucideIcon } from "lucide-react";
import { Fragment, useEffect } from "react";
import { Link, NavLink, useParams } from "react-router";
import type { Scheduled, ScheduledState } from "@/api/schedule";
import { formatPhone } from "@/format/phone";
import { clockTime, dayKey, useNow } from "@/format/time";
import { useKnown } from "@/inbox/conversations";
import { conversationUrl } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { useScheduled } from "@/schedule/scheduled";
import { ScheduledActions } from "@/schedule/scheduled-actions";
import { dayWords, shiftWords, viewersTime } from "@/schedule/words";
import { BusyButton } from "@/ui/busy-button";
import { PRIMARY_LINK } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { RowsSkeleton } from "@/ui/loaded";

const STATES: Record<ScheduledState, { label: string; icon: LucideIcon; empty: string; words: string }> = {
  scheduled: {
    label: "Scheduled",
    icon: CalendarClock,
    empty: "Nothing is scheduled",
    words: "Write in a conversation and choose Send later beside Send: in an hour, tomorrow morning, or any other time.",
  },
  sent: { label: "Sent", icon: CheckCheck, empty: "Nothing sent yet", words: "Texts that went out at their time appear here for 90 days." },
  canceled: { label: "Canceled", icon: Ban, empty: "Nothing canceled", words: "Texts that somebody took back, or that a reply made needless, appear here." },
  refused: { label: "Refused", icon: CircleAlert, empty: "Nothing refused", words: "Texts that could not be sent at their time appear here, with the reason." },
};
const NAMES = Object.keys(STATES) as ScheduledState[];
const isState = (name: string): name is ScheduledState => Object.hasOwn(STATES, name);

/** What is still to be sent, and what became of the rest. */
export function ScheduledPage() {
  const { state: named = "scheduled" } = useParams();
  const state = isState(named) ? named : "scheduled";
  useEffect(() => {
    document.title = "Scheduled · Hub";
  }, []);
  return (
    <main aria-label="Scheduled" className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <header className="shrink-0 bg-surface">
        <h2 className="flex h-14 items-center px-4 text-base font-semibold">Scheduled</h2>
        <nav aria-label="Scheduled by state" className="flex h-10 gap-1 overflow-x-auto border-b border-line px-2">
          {NAMES.map((name) => (
            <NavLink
              key={name}
              to={name === "scheduled" ? "/scheduled" : `/scheduled/${name}`}
              end
              aria-current={name === state ? "page" : undefined}
              className={classes(
                "-mb-px flex items-center rounded-t border-b-2 px-2 text-sm font-medium whitespace-nowrap outline-offset-[-2px]",
                name === state ? "border-accent-text text-ink" : "border-transparent text-ink-soft hover:text-ink",
              )}
            >
              {name === "scheduled" ? "To be sent" : STATES[name].label}
            </NavLink>
          ))}
        </nav>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex min-h-full max-w-3xl flex-col p-4 md:p-6">
          <Texts key={state} state={state} />
        </div>
      </div>
    </main>
  );
}

function Texts({ state }: { state: ScheduledState }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const now = useNow();
  const query = useScheduled({ state });
  if (query.isPending) return <RowsSkeleton label="Loading the scheduled texts" rows={6} />;
  if (!query.data) return <Failure title="Couldn't load the scheduled texts" error={query.error} onRetry={() => void query.refetch()} />;
  const texts = query.data.pages.flatMap(({ scheduled }) => scheduled);
  if (texts.length === 0) return <Nothing state={state} />;
  const whenOf = (text: Scheduled) => (state === "scheduled" ? text.sendAt.utc : text.updatedAt);
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
      <ul role="list" aria-label={`${STATES[state].label} texts`}>
        {texts.map((text, index) => {
          const before = texts[index - 1];
          const startsDay = !before || dayKey(whenOf(before), zone) !== dayKey(whenOf(text), zone);
          return (
            <Fragment key={text.id}>
              {startsDay && <li className="mt-6 mb-2 text-xs font-medium text-ink-soft first:mt-0">{dayWords(whenOf(text), now, zone)}</li>}
              <Row text={text} at={whenOf(text)} />
            </Fragment>
          );
        })}
      </ul>
      {query.hasNextPage && (
        <BusyButton isBusy={query.isFetchingNextPage} busyWords="Loading…" className="mt-4 self-center" onClick={() => void query.fetchNextPage()}>
          {query.isFetchNextPageError ? "Couldn't load more. Retry" : "Load more"}
        </BusyButton>
      )}
    </>
  );
}

function Nothing({ state }: { state: ScheduledState }) {
  const { mayWrite } = useWorkspace();
  const { icon, empty, words } = STATES[state];
  return (
    <div className="flex-1">
      <Empty
        icon={icon}
        title={empty}
        words={words}
        action={
          state === "scheduled" &&
          mayWrite && (
            <Link to="/inbox/open" className={PRIMARY_LINK}>
              Open the inbox
            </Link>
          )
        }
      />
    </div>
  );
}

function Row({ text, at }: { text: Scheduled; at: string }) {
  const { me } = useWorkspace();
  const zone = me.tenant.timeZone;
  const name = useKnown()[text.conversationId]?.contactName ?? formatPhone(text.to);
  const author = text.authorId === me.user.id ? "You" : (me.team.find(({ id }) => id === text.authorId)?.name ?? "Someone who left");
  const own = text.state === "scheduled" ? viewersTime(at, zone) : null;
  const shift = text.state === "scheduled" ? shiftWords(text) : null;
  return (
    <li data-testid="scheduled-text" className="mb-2 flex items-start gap-3 rounded-lg border border-line bg-surface py-2 pr-1.5 pl-3">
      <time dateTime={at} data-numeric className="w-16 shrink-0 pt-1.5 text-sm font-medium">
        {clockTime(at, zone)}
      </time>
      <div className="min-w-0 flex-1 py-1">
        <Link to={conversationUrl("open", text.conversationId)} className="block truncate text-sm font-medium hover:underline">
          {name}
        </Link>
        <p className="mt-0.5 line-clamp-3 text-sm break-words whitespace-pre-wrap">{text.body}</p>
        <p className="mt-1 text-xs text-ink-soft">
          {author}
          {own && ` · ${own}`}
          {text.cancelIfReplied && text.state === "scheduled" && " · canceled if they reply"}
        </p>
        {text.reasonText && <p className={classes("mt-1 text-xs", text.state === "refused" ? "text-danger" : "text-ink-soft")}>{text.reasonText}</p>}
        {shift && <p className="mt-1 text-xs text-warning">{shift}</p>}
      </div>
      <ScheduledActions text={text} name={name} hasLink />
    </li>
  );
}
