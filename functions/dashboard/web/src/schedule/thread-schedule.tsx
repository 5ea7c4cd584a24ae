import { CalendarClock } from "lucide-react";
import { useMemo, useState } from "react";
import type { Scheduled } from "@/api/schedule";
import type { Conversation } from "@/api/types";
import { useNow } from "@/format/time";
import { nameOf } from "@/inbox/conversations";
import { useTimeline } from "@/inbox/thread/timeline";
import { useWorkspace } from "@/live/workspace";
import { useScheduled } from "@/schedule/scheduled";
import { ScheduledActions } from "@/schedule/scheduled-actions";
import { shiftWords, viewersTime, whenWords } from "@/schedule/words";
import { Button } from "@/ui/button";

/** More than these are shown on demand, so that the thread keeps its room. */
const SHOWN = 2;

/** The thread's texts that are still to be sent, soonest first, between the thread and the composer. */
export function ThreadSchedule({ conversation }: { conversation: Conversation }) {
  const query = useScheduled({ state: "scheduled", conversation: conversation.id });
  const [isWhole, setWhole] = useState(false);
  const { items } = useTimeline(conversation.id);
  const lastReply = useMemo(() => items?.findLast((item) => item.kind === "message" && item.message.direction === "inbound")?.at, [items]);
  const texts = query.data?.pages.flatMap(({ scheduled }) => scheduled).sort(soonestFirst) ?? [];
  if (query.isError && texts.length === 0) {
    return (
      <p role="alert" className="flex items-center justify-center gap-2 border-t border-line px-4 py-1 text-sm text-ink-soft">
        Couldn't load the scheduled texts.
        <Button look="quiet" onClick={() => void query.refetch()}>
          Retry
        </Button>
      </p>
    );
  }
  if (texts.length === 0) return null;
  const shown = isWhole ? texts : texts.slice(0, SHOWN);
  return (
    <section aria-label="Scheduled" className="shrink-0 px-3 pb-2 md:px-4">
      <div className="mx-auto max-h-56 max-w-3xl overflow-y-auto rounded-lg border border-dashed border-line-strong bg-canvas">
        {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
        <ul role="list" aria-label="Scheduled texts" className="divide-y divide-line">
          {shown.map((text) => (
            <Row key={text.id} text={text} conversation={conversation} hasReply={text.cancelIfReplied && !!lastReply && lastReply > text.repliesSince} />
          ))}
        </ul>
        {texts.length > shown.length && (
          <Button look="quiet" className="w-full" onClick={() => setWhole(true)}>
            {`Show ${texts.length - shown.length} more`}
          </Button>
        )}
      </div>
    </section>
  );
}

const soonestFirst = (a: Scheduled, b: Scheduled): number => a.sendAt.utc.localeCompare(b.sendAt.utc);

interface RowProps {
  text: Scheduled;
  conversation: Conversation;
  /** The customer wrote since, so that it will not be sent. */
  hasReply: boolean;
}

function Row({ text, conversation, hasReply }: RowProps) {
  const zone = useWorkspace().me.tenant.timeZone;
  const now = useNow();
  const own = viewersTime(text.sendAt.utc, zone);
  const shift = shiftWords(text);
  return (
    <li data-testid="scheduled-text" className="flex items-start gap-2 py-1 pr-1 pl-3">
      <CalendarClock aria-hidden="true" className="mt-2.5 size-4 shrink-0 text-ink-soft" />
      <div className="min-w-0 flex-1 py-1.5">
        <p className="line-clamp-2 text-sm break-words whitespace-pre-wrap">{text.body}</p>
        <p className="mt-0.5 text-xs text-ink-soft">
          {whenWords(text.sendAt.utc, now, zone)}
          {own && ` · ${own}`}
          {text.cancelIfReplied && !hasReply && " · canceled if they reply"}
        </p>
        {hasReply && <p className="mt-0.5 text-xs text-warning">They replied, so this will be canceled. Edit it to send it all the same.</p>}
        {shift && <p className="mt-0.5 text-xs text-warning">{shift}</p>}
      </div>
      <ScheduledActions text={text} name={nameOf(conversation)} />
    </li>
  );
}
