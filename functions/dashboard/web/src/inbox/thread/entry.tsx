import { lazy, Suspense, useState } from "react";
import type { Conversation, Media, Message } from "@/api/types";
import { nameOf } from "@/inbox/conversations";
import { Bubble } from "@/inbox/thread/bubble";
import { deliveryOf, deliveryOfOutgoing, hasFailed, isInDoubt } from "@/inbox/thread/delivery";
import { DoubtActions } from "@/inbox/thread/doubt";
import type { Placed } from "@/inbox/thread/groups";
import type { Outgoing, OutgoingMedia } from "@/live/outbox";
import { useConnection, useWorkspace } from "@/live/workspace";
import { notify } from "@/ui/notify";

const MARKS = {
  stop: "Opt-out keyword: they receive no more texts",
  start: "Opt-in keyword: they may be texted again",
  help: "Help keyword: answered automatically",
} as const;

const REPLY_MARK = "Answered automatically";
const CallEntry = lazy(async () => ({ default: (await import("@/calls/call-entry")).CallEntry }));
const NoteEntry = lazy(async () => ({ default: (await import("@/inbox/notes/note-entry")).NoteEntry }));
const MediaStrip = lazy(async () => ({ default: (await import("@/inbox/media/media-strip")).MediaStrip }));
const OutgoingStrip = lazy(async () => ({ default: (await import("@/inbox/media/outgoing-strip")).OutgoingStrip }));

const ACTION = "rounded font-medium text-accent-text underline-offset-2 hover:underline";

interface Props {
  placed: Placed;
  /** The address names this very message. */
  isTarget: boolean;
  conversation: Conversation;
  zone: string;
  /** Puts the text of a message that did not leave back into the composer. */
  onEdit: (body: string) => void;
}

/** One entry of the timeline, whichever state it is in. */
export function Entry({ placed, isTarget, conversation, zone, onEdit }: Props) {
  if (placed.item.kind === "note") {
    return (
      <Suspense fallback={<li className="h-16" />}>
        <NoteEntry note={placed.item.note} zone={zone} />
      </Suspense>
    );
  }
  if (placed.item.kind === "call") {
    return (
      <Suspense fallback={<li className="h-16" />}>
        <CallEntry call={placed.item.call} name={nameOf(conversation)} zone={zone} />
      </Suspense>
    );
  }
  return placed.item.kind === "message" ? (
    <MessageEntry placed={placed} isTarget={isTarget} message={placed.item.message} conversation={conversation} zone={zone} />
  ) : (
    <OutgoingEntry placed={placed} outgoing={placed.item.outgoing} zone={zone} onEdit={onEdit} />
  );
}

function MessageEntry({ placed, isTarget, message, conversation, zone }: Omit<Props, "onEdit"> & { message: Message }) {
  const { me, mayWrite, outbox } = useWorkspace();
  const media = message.media ?? [];
  const [isRetried, setRetried] = useState(false);
  const mayRetry = hasFailed(message) && mayWrite && !conversation.optedOut && !isRetried;
  const retry = () => {
    setRetried(true);
    outbox.add({
      clientId: crypto.randomUUID(),
      conversationId: conversation.id,
      to: conversation.theirAddress,
      from: conversation.ourNumber,
      body: message.body,
      ...(media.length > 0 ? { media: media.map(again) } : {}),
      createdAt: new Date().toISOString(),
    });
  };
  const writer = me.team.find(({ id }) => id === message.authorId)?.name;
  const author = placed.isOurs ? (message.authorId === me.user.id ? "You" : (writer ?? me.tenant.name)) : nameOf(conversation);
  return (
    <Bubble
      placed={placed}
      isTarget={isTarget}
      body={message.body}
      media={
        media.length > 0 && (
          <Suspense fallback={<div className="h-40" />}>
            <MediaStrip message={message} author={author} isOurs={placed.isOurs} />
          </Suspense>
        )
      }
      author={author}
      zone={zone}
      delivery={placed.isOurs ? deliveryOf(message, zone) : null}
      mark={message.campaign ? `Campaign: ${message.campaign.name}` : message.kind === "keyword_reply" ? REPLY_MARK : message.keyword ? MARKS[message.keyword] : null}
      status={message.status}
      actions={
        mayRetry ? (
          <button type="button" className={ACTION} onClick={retry}>
            Retry
          </button>
        ) : (
          isInDoubt(message) && mayWrite && <DoubtActions message={message} className={ACTION} />
        )
      }
    />
  );
}

/** An attachment that is here already and leaves once more. */
const again = ({ id, fileName, contentType, size }: Media): OutgoingMedia => ({
  id,
  fileName: fileName ?? "File",
  contentType,
  size: size ?? 0,
  preview: null,
});

interface OutgoingProps extends Pick<Props, "placed" | "zone" | "onEdit"> {
  outgoing: Outgoing;
}

function OutgoingEntry({ placed, outgoing, zone, onEdit }: OutgoingProps) {
  const { outbox } = useWorkspace();
  const isConnected = useConnection() === "live";
  const { clientId, problem, state, body, media = [] } = outgoing;
  const discard = () => {
    outbox.discard(clientId);
    notify.takeBack(clientId);
  };
  const retry = () => {
    outbox.retry(clientId);
    notify.takeBack(clientId);
  };
  return (
    <Bubble
      placed={placed}
      body={body}
      media={
        media.length > 0 && (
          <Suspense fallback={<div className="h-40" />}>
            <OutgoingStrip media={media} />
          </Suspense>
        )
      }
      author="You"
      zone={zone}
      delivery={deliveryOfOutgoing(outgoing, isConnected)}
      status={state === "accepted" ? "queued" : state}
      actions={
        problem && (
          <>
            {problem.mayRetry && (
              <button type="button" className={ACTION} onClick={retry}>
                Retry
              </button>
            )}
            <button
              type="button"
              className={ACTION}
              onClick={() => {
                discard();
                onEdit(body);
              }}
            >
              Edit
            </button>
            <button type="button" className={ACTION} onClick={discard}>
              Discard
            </button>
          </>
        )
      }
    />
  );
}
