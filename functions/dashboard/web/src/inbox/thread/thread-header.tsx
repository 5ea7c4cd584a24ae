import { AlarmClock, ArrowLeft, Check, PanelRight, Phone, RotateCcw } from "lucide-react";
import { Link, useParams, useSearchParams } from "react-router";
import type { Conversation } from "@/api/types";
import { formatPhone } from "@/format/phone";
import { AssigneeMenu } from "@/inbox/context/assignee-menu";
import { nameOf, useToggleDone } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { ChannelMark } from "@/whatsapp/channel-mark";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { Hint } from "@/ui/hint";

interface Props {
  conversation: Conversation;
  isPanelShown: boolean;
  onDetails: () => void;
  onSnooze: () => void;
  onCall: () => void;
}

export function ThreadHeader({ conversation, isPanelShown, onDetails, onSnooze, onCall }: Props) {
  const { me, mayWrite } = useWorkspace();
  const { tab } = useParams();
  const [parameters] = useSearchParams();
  const toggleDone = useToggleDone();
  const mayCall = me.numbers.some(({ number, capabilities }) => number === conversation.ourNumber && capabilities.voice);
  const isClosed = conversation.state === "closed";
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line pr-2 pl-2 md:pl-4">
      <Link
        to={{ pathname: `/inbox/${tab}`, search: parameters.toString() }}
        aria-label="Back to the list"
        className="inline-flex size-9 items-center justify-center rounded-md text-ink-soft hover:bg-hover md:hidden"
      >
        <ArrowLeft aria-hidden="true" className="size-5" />
      </Link>
      <Avatar name={conversation.contactName} seed={conversation.theirAddress} size="sm" />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <h2 className="truncate text-base leading-tight font-semibold">{nameOf(conversation)}</h2>
          <ChannelMark channel={conversation.channel} />
        </div>
        <p className="truncate text-xs text-ink-soft">
          {conversation.contactName ? formatPhone(conversation.theirAddress) : "No name yet"}
        </p>
      </div>
      {mayWrite && (
        <>
          {mayCall && (
            <IconButton label="Call" onClick={onCall}>
              <Phone aria-hidden="true" className="size-[18px]" />
            </IconButton>
          )}
          <AssigneeMenu conversation={conversation} look="compact" />
          {!isClosed && (
            <IconButton label="Snooze" shortcut="s" onClick={onSnooze}>
              <AlarmClock aria-hidden="true" className="size-[18px]" />
            </IconButton>
          )}
          <Hint words={isClosed ? "Move back to Open" : "Mark as done"} shortcut="e">
            <Button onClick={() => void toggleDone(conversation)} aria-label={isClosed ? "Reopen" : "Mark as done"}>
              {isClosed ? <RotateCcw aria-hidden="true" className="size-4" /> : <Check aria-hidden="true" className="size-4" />}
              <span className="hidden md:inline">{isClosed ? "Reopen" : "Done"}</span>
            </Button>
          </Hint>
        </>
      )}
      <IconButton label={isPanelShown ? "Hide details" : "Show details"} onClick={onDetails}>
        <PanelRight aria-hidden="true" className="size-[18px]" />
      </IconButton>
    </header>
  );
}
