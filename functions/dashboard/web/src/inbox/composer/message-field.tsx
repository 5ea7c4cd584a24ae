import { SendHorizontal } from "lucide-react";
import { lazy, Suspense, useId, useLayoutEffect, type ReactNode, type RefObject } from "react";
import { classes } from "@/ui/classes";
import { Hint } from "@/ui/hint";

export interface Pair {
  to: string;
  from: string;
}

const Count = lazy(async () => ({ default: (await import("@/inbox/composer/count")).Count }));

/** Six lines of 22 px and the padding. */
const TALLEST_PX = 6 * 22 + 20;

interface Props {
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  maySend: boolean;
  /** What has to be done first, if it is not to write something. */
  whyNot?: string | undefined;
  /** What stands over the text. */
  above?: ReactNode;
  /** Buttons beside Send. */
  tools?: ReactNode;
  isSending?: boolean;
  onSend: () => void;
  placeholder: string;
  /** Whom the text is to, once that is certain: its price is shown then. */
  pair?: Pair;
  /** Other ways to send, beside the one. */
  beside?: ReactNode;
}

/** The text box of a message: grows to six lines, Enter sends, Shift and Enter break the line. */
export function MessageField(props: Props) {
  const { fieldRef, text, onText, maySend, whyNot, above, tools, isSending = false, onSend, placeholder, pair, beside } = props;
  const countId = useId();
  useLayoutEffect(() => {
    const box = fieldRef.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, TALLEST_PX)}px`;
  }, [fieldRef, text]);

  return (
    <div className="rounded-lg border border-line-strong bg-surface focus-within:border-accent-text focus-within:ring-1 focus-within:ring-accent-text">
      {above}
      <textarea
        ref={fieldRef}
        rows={1}
        aria-label="Message"
        aria-describedby={countId}
        value={text}
        placeholder={placeholder}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onSend();
        }}
        className="block w-full resize-none bg-transparent px-3 pt-2.5 pb-1 text-base leading-[22px] outline-none"
      />
      <div className="flex min-h-10 items-center gap-1 pr-1.5 pb-1.5 pl-3">
        <p id={countId} className="min-w-0 flex-1 text-xs text-ink-soft">
          {text === "" ? (
            <span className="hidden md:inline">Enter sends, Shift and Enter starts a new line</span>
          ) : (
            <Suspense>
              <Count text={text} pair={pair} onText={onText} fieldRef={fieldRef} />
            </Suspense>
          )}
        </p>
        {tools}
        {beside}
        <Hint words={maySend ? "Send" : (whyNot ?? "Write a message first")} shortcut={maySend ? "Enter" : undefined}>
          <button
            type="button"
            aria-label="Send"
            aria-disabled={!maySend || isSending}
            onClick={() => {
              if (maySend && !isSending) onSend();
            }}
            className={classes(
              "inline-flex size-9 shrink-0 items-center justify-center rounded-md transition-colors duration-150",
              maySend && !isSending ? "bg-accent text-accent-ink hover:bg-accent-hover" : "bg-hover text-ink-soft",
            )}
          >
            <SendHorizontal aria-hidden="true" className="size-4" />
          </button>
        </Hint>
      </div>
    </div>
  );
}
