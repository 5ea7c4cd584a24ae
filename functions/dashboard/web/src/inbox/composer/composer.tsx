import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from "react";
import type { Conversation } from "@/api/types";
import { useDraft, type Draft } from "@/inbox/composer/draft";
import { maySendText } from "@/inbox/composer/limit";
import { MessageField } from "@/inbox/composer/message-field";
import { AttachedHere, AttachHere, whyNot } from "@/inbox/media/in-composer";
import { useTray } from "@/inbox/media/trays";
import { useTellWriting } from "@/inbox/typing/tell-writing";
import { WhoWrites } from "@/inbox/typing/who-writes";
import { useConnection, useWorkspace } from "@/live/workspace";
import { SendLater } from "@/schedule/send-later";
import { InsertTemplate } from "@/templates/insert-template";
import { classes } from "@/ui/classes";
import { useShortcut } from "@/ui/shortcut";

const NoteField = lazy(async () => ({ default: (await import("@/inbox/notes/note-field")).NoteField }));
const WithinWindow = lazy(async () => ({ default: (await import("@/whatsapp/within-window")).WithinWindow }));

interface Props {
  conversation: Conversation;
  draft: Draft;
}

interface WritingProps extends Props {
  /** The person comes from the other field and wants to write here. */
  startsFocused: boolean;
}

/** Where the person writes, or why they cannot and what can be done. */
export function Composer({ conversation, draft }: Props) {
  const { mayWrite } = useWorkspace();
  const [isNote, setNote] = useState(false);
  const [hasBeenNote, setHasBeenNote] = useState(false);
  const write = (what: "reply" | "note") => {
    setNote(what === "note");
    if (what === "note") setHasBeenNote(true);
  };
  const note = useDraft(`note.${conversation.id}`);
  useShortcut("n", () => {
    if (mayWrite) write("note");
  });
  useShortcut("r", () => write("reply"));
  if (!mayWrite) {
    return <Instead>Your role can read conversations but not send. Ask an owner to change it.</Instead>;
  }
  return (
    <>
      <WhoWrites conversationId={conversation.id} />
      <div role="group" aria-label="What to write" className="mx-auto flex w-full max-w-3xl shrink-0 gap-1 px-3 pt-1 pb-1 md:px-4">
        <Mode label="Reply" isOn={!isNote} onChoose={() => write("reply")} />
        <Mode label="Note" isOn={isNote} onChoose={() => write("note")} />
      </div>
      {isNote ? (
        <div className="shrink-0 px-3 pb-[max(12px,env(safe-area-inset-bottom))] md:px-4">
          <div className="mx-auto max-w-3xl">
            <Suspense>
              <NoteField conversation={conversation} draft={note} />
            </Suspense>
          </div>
        </div>
      ) : (
        <Reply conversation={conversation} draft={draft} startsFocused={hasBeenNote} />
      )}
    </>
  );
}

function Mode({ label, isOn, onChoose }: { label: string; isOn: boolean; onChoose: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onChoose}
      className={classes("h-7 rounded-md px-2 text-xs font-medium", isOn ? "bg-hover text-ink" : "text-ink-soft hover:text-ink")}
    >
      {label}
    </button>
  );
}

/** An answer to the customer, or why there can be none. */
function Reply({ conversation, draft, startsFocused }: WritingProps) {
  if (conversation.optedOut) {
    return <Instead>This number has opted out{conversation.channel === "whatsapp" && " of WhatsApp"}. They can text START to hear from you again.</Instead>;
  }
  const writing = <Writing conversation={conversation} draft={draft} startsFocused={startsFocused} />;
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

function Writing({ conversation, draft, startsFocused }: WritingProps) {
  const { outbox } = useWorkspace();
  const connection = useConnection();
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcut("r", () => field.current?.focus());
  useEffect(() => {
    if (startsFocused) field.current?.focus();
  }, [startsFocused]);

  const tellWriting = useTellWriting(conversation.id);
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
          onText={(text) => {
            draft.write(text);
            if (text !== "") tellWriting();
          }}
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
