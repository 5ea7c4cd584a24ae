import { lazy, Suspense, useRef, type ReactNode } from "react";
import type { Conversation } from "@/api/types";
import type { Draft } from "@/inbox/composer/draft";
import { maySendText } from "@/inbox/composer/limit";
import { MessageField } from "@/inbox/composer/message-field";
import { AttachedHere, AttachHere, whyNot } from "@/inbox/media/in-composer";
import { useTray } from "@/inbox/media/trays";
import { useConnection, useWorkspace } from "@/live/workspace";
import { SendLater } from "@/schedule/send-later";
import { InsertTemplate } from "@/templates/insert-template";
import { useShortcut } from "@/ui/shortcut";

const WithinWindow = lazy(async () => ({ default: (await import("@/whatsapp/within-window")).WithinWindow }));

interface Props {
  conversation: Conversation;
  draft: Draft;
}

/** Where the person writes, or why they cannot and what can be done. */
export function Composer({ conversation, draft }: Props) {
  const { mayWrite } = useWorkspace();
  if (!mayWrite) {
    return <Instead>Your role can read conversations but not send. Ask an owner to change it.</Instead>;
  }
  if (conversation.optedOut) {
    return <Instead>This number has opted out{conversation.channel === "whatsapp" && " of WhatsApp"}. They can text START to hear from you again.</Instead>;
  }
  const writing = <Writing conversation={conversation} draft={draft} />;
  if (conversation.channel !== "whatsapp") return writing;
  return (
    <Suspense fallback={<Instead>Looking when the customer last wrote…</Instead>}>
      <WithinWindow conversation={conversation}>{writing}</WithinWindow>
    </Suspense>
  );
}

const Instead = ({ children }: { children: ReactNode }) => (
  <p role="note" className="shrink-0 border-t border-line bg-canvas px-4 py-4 text-center text-sm text-ink-soft">
    {children}
  </p>
);

function Writing({ conversation, draft }: Props) {
  const { outbox } = useWorkspace();
  const connection = useConnection();
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcut("r", () => field.current?.focus());

  const area = useRef<HTMLDivElement>(null);
  const { tray, attached } = useTray(conversation.id);
  const body = draft.text.trim();
  const isText = conversation.channel !== "whatsapp";
  const hasMedia = attached.length > 0;
  const maySend = (hasMedia && body === "" ? true : maySendText(body)) && tray.isReady;
  const send = () => {
    if (!maySend) return;
    outbox.add({
      clientId: crypto.randomUUID(),
      conversationId: conversation.id,
      to: conversation.theirAddress,
      from: conversation.ourNumber,
      ...(isText ? {} : { channel: conversation.channel }),
      body,
      ...(hasMedia ? { media: tray.take() } : {}),
      createdAt: new Date().toISOString(),
    });
    draft.write("");
    field.current?.focus();
  };
  const isAway = connection === "offline" || connection === "reconnecting";
  return (
    <div ref={area} className="shrink-0 px-3 pb-[max(12px,env(safe-area-inset-bottom))] md:px-4">
      <div className="mx-auto max-w-3xl">
        <MessageField
          fieldRef={field}
          text={draft.text}
          onText={draft.write}
          maySend={maySend}
          whyNot={whyNot(attached)}
          onSend={send}
          {...(isText ? { pair: { to: conversation.theirAddress, from: conversation.ourNumber } } : {})}
          above={<AttachedHere tray={tray} attached={attached} />}
          tools={
            <>
              <AttachHere tray={tray} within={area} />
              <InsertTemplate
                conversation={conversation}
                onInsert={(text) => {
                  draft.write(body === "" ? text : `${draft.text.trimEnd()} ${text}`);
                  field.current?.focus();
                }}
              />
            </>
          }
          beside={
            isText && (
              <SendLater
                conversation={conversation}
                body={body}
                onScheduled={() => {
                  draft.write("");
                  field.current?.focus();
                }}
              />
            )
          }
          placeholder={isAway ? "Write now, it goes when you are back online" : isText ? "Write a text message" : "Write on WhatsApp"}
        />
      </div>
    </div>
  );
}
