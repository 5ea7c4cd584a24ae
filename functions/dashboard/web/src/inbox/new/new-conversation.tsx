import { useEffect, useRef, useState } from "react";
import { ArrowLeft } from "lucide-react";
import { Link, useParams, useSearchParams } from "react-router";
import { formatAsTyped } from "@/format/as-typed";
import { nameOfNumber } from "@/format/own-number";
import { maySendText } from "@/inbox/composer/limit";
import { MessageField } from "@/inbox/composer/message-field";
import { AttachedHere, AttachHere, whyNot } from "@/inbox/media/in-composer";
import { useTray } from "@/inbox/media/trays";
import { useFirstMessage } from "@/inbox/new/first-message";
import { useWorkspace } from "@/live/workspace";

const FIELD = "h-10 w-full rounded-md border border-line-strong bg-surface px-3 text-base aria-invalid:border-danger";

/** A first text to a number. The hub decides what a number is; this only shows it as it is typed. */
export function NewConversation() {
  const { me, mayWrite } = useWorkspace();
  const { tab = "open" } = useParams();
  const [parameters] = useSearchParams();
  const country = me.tenant.defaultCountry;
  const [to, setTo] = useState(() => formatAsTyped(parameters.get("to") ?? "", country));
  const numbers = me.numbers.filter(({ channel }) => channel !== "whatsapp");
  const [from, setFrom] = useState(numbers[0]?.number ?? "");
  const [body, setBody] = useState("");
  const number = useRef<HTMLInputElement>(null);
  const message = useRef<HTMLTextAreaElement>(null);
  const { send, isSending, problem, clearProblem } = useFirstMessage(tab);
  const { tray, attached } = useTray("new");
  const area = useRef<HTMLDivElement>(null);

  const text = body.trim();
  const mediaIds = attached.flatMap(({ mediaId }) => mediaId ?? []);
  const hasWords = attached.length > 0 && text === "" ? true : maySendText(text);
  const maySend = mayWrite && to.trim() !== "" && hasWords && tray.isReady;
  const numberProblem = problem?.field === "to" ? problem.sentence : null;

  useEffect(() => {
    if (problem?.field === "to") number.current?.focus();
  }, [problem]);

  const typeNumber = (typed: string, isAtEnd: boolean) => {
    clearProblem();
    // Only what is added at the end is formatted; anything else would move the caret.
    setTo(isAtEnd && typed.length > to.length ? formatAsTyped(typed, country) : typed);
  };

  return (
    <main aria-label="New conversation" className="relative flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-2 md:px-4">
        <Link
          to={`/inbox/${tab}`}
          aria-label="Back to the list"
          className="inline-flex size-9 items-center justify-center rounded-md text-ink-soft hover:bg-hover md:hidden"
        >
          <ArrowLeft aria-hidden="true" className="size-5" />
        </Link>
        <h2 className="text-base font-semibold">New conversation</h2>
      </header>
      <div className="mx-auto w-full max-w-3xl flex-1 space-y-4 overflow-y-auto p-4">
        <div>
          <label htmlFor="new-to" className="mb-1 block text-sm font-medium">
            To
          </label>
          <input
            ref={number}
            id="new-to"
            type="tel"
            // The page has one purpose, and it starts here.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            autoComplete="off"
            placeholder="Phone number"
            value={to}
            aria-invalid={numberProblem !== null}
            aria-describedby={numberProblem ? "new-to-problem" : undefined}
            onChange={({ target }) => typeNumber(target.value, target.selectionStart === target.value.length)}
            onKeyDown={(event) => {
              if (event.key === "Enter") message.current?.focus();
            }}
            className={FIELD}
          />
          {numberProblem && (
            <p id="new-to-problem" role="alert" className="mt-1 text-sm text-danger">
              {numberProblem}
            </p>
          )}
        </div>
        {numbers.length > 1 && (
          <div>
            <label htmlFor="new-from" className="mb-1 block text-sm font-medium">
              From
            </label>
            <select id="new-from" value={from} onChange={(event) => setFrom(event.target.value)} className={FIELD}>
              {numbers.map((own) => (
                <option key={own.number} value={own.number}>
                  {nameOfNumber(own)}
                </option>
              ))}
            </select>
          </div>
        )}
        {problem?.field === "message" && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {problem.sentence}
          </p>
        )}
        {!mayWrite && <p role="note">Your role can read conversations but not send. Ask an owner to change it.</p>}
      </div>
      {mayWrite && (
        <div ref={area} className="mx-auto w-full max-w-3xl shrink-0 px-3 pb-[max(12px,env(safe-area-inset-bottom))] md:px-4">
          <MessageField
            fieldRef={message}
            text={body}
            onText={(next) => {
              clearProblem();
              setBody(next);
            }}
            maySend={maySend}
            isSending={isSending}
            whyNot={whyNot(attached)}
            above={<AttachedHere tray={tray} attached={attached} />}
            tools={<AttachHere tray={tray} within={area} />}
            onSend={() => {
              if (!maySend || isSending) return;
              const files = mediaIds.length > 0 ? { mediaIds } : {};
              void send({ to: to.trim(), from, message: text, ...files }, () => tray.take());
            }}
            placeholder="Write the first message"
          />
        </div>
      )}
    </main>
  );
}
