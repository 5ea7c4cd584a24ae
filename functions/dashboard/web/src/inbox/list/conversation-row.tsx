import { AlarmClock, Ban } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import type { Conversation } from "@/api/types";
import { wordsOf } from "@/format/message-words";
import { shortTime, weekdayTime } from "@/format/time";
import { nameOf } from "@/inbox/conversations";
import { conversationUrl, type TabName } from "@/inbox/tabs";
import { activityOf } from "@/live/conversations";
import { unreadOf } from "@/live/unread";
import type { Outgoing } from "@/live/outbox";
import { useWorkspace } from "@/live/workspace";
import { ChannelMark } from "@/whatsapp/channel-mark";
import { Avatar } from "@/ui/avatar";
import { classes } from "@/ui/classes";

interface Props {
  conversation: Conversation;
  tab: TabName;
  search: string;
  now: Date;
  isOpen: boolean;
  /** Takes the focus whenever this number changes. */
  hasFocus: number | null;
  /** The newest message on its way, which the hub does not show yet. */
  outgoing: Outgoing | null;
}

export function ConversationRow({ conversation, tab, search, now, isOpen, hasFocus, outgoing }: Props) {
  const { me } = useWorkspace();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (hasFocus !== null) link.current?.focus({ preventScroll: true });
  }, [hasFocus]);

  const { assigneeId, optedOut, state, snoozedUntil } = conversation;
  const unread = unreadOf(conversation, me.user);
  const isUnread = unread > 0;
  const assignee = me.team.find((member) => member.id === assigneeId);
  return (
    <Link
      ref={link}
      to={conversationUrl(tab, conversation.id, search)}
      aria-current={isOpen ? "page" : undefined}
      data-unread={isUnread}
      className={classes(
        "flex h-full items-center gap-3 border-b border-line px-4 outline-offset-[-2px]",
        isOpen ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <Avatar name={conversation.contactName} seed={conversation.theirAddress} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={classes("truncate", isUnread ? "font-bold" : "font-medium")}>{nameOf(conversation)}</span>
          <ChannelMark channel={conversation.channel} />
          {optedOut && <Ban aria-label="Opted out" className="size-3.5 shrink-0 self-center text-danger" />}
          <span data-numeric className={classes("ml-auto shrink-0 text-xs", isUnread ? "font-medium text-accent-text" : "text-ink-soft")}>
            {shortTime(activityOf(conversation), now, me.tenant.timeZone)}
          </span>
        </span>
        <span className="mt-0.5 flex items-center gap-2 text-sm">
          <Preview conversation={conversation} isUnread={isUnread} outgoing={outgoing} />
          <span className="ml-auto flex shrink-0 items-center gap-1.5">
            {snoozedUntil && (
              <span className="flex items-center gap-1 text-xs text-ink-soft">
                <AlarmClock aria-hidden="true" className="size-3.5" />
                <span className="sr-only">Snoozed until </span>
                {weekdayTime(snoozedUntil, me.tenant.timeZone)}
              </span>
            )}
            {state === "closed" && search && <span className="text-xs text-ink-soft">Done</span>}
            {assignee && (
              <span className="max-w-20 truncate rounded bg-hover px-1.5 text-xs text-ink-soft">
                <span className="sr-only">Assigned to </span>
                {assignee.id === me.user.id ? "You" : assignee.name.split(" ")[0]}
              </span>
            )}
            {isUnread && (
              <span className="flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-accent-ink">
                {unread}
                <span className="sr-only"> unread</span>
              </span>
            )}
          </span>
        </span>
      </span>
    </Link>
  );
}

function Preview({ conversation, isUnread, outgoing }: Pick<Props, "conversation" | "outgoing"> & { isUnread: boolean }) {
  const { lastMessage } = conversation;
  if (outgoing) {
    const isFailed = outgoing.state === "failed";
    return (
      <span className={classes("truncate", isFailed ? "text-danger" : "text-ink-soft")}>
        {isFailed ? "Not sent: " : "You: "}
        {wordsOf(outgoing.body, outgoing.media)}
      </span>
    );
  }
  if (!lastMessage) return <span className="truncate text-ink-soft">No messages yet</span>;
  const hasFailed = lastMessage.status === "failed" || lastMessage.status === "undelivered";
  return (
    <span className={classes("truncate", isUnread ? "text-ink" : "text-ink-soft")}>
      {lastMessage.direction === "outbound" && (
        <span className={classes(hasFailed && "text-danger")}>{hasFailed ? "Not delivered: " : "You: "}</span>
      )}
      {lastMessage.preview}
    </span>
  );
}
