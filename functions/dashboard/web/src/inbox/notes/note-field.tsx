import { useEffect, useRef, useState } from "react";
import { hub } from "@/api/hub";
import { sentenceOf } from "@/api/problem";
import type { Conversation } from "@/api/types";
import type { Draft } from "@/inbox/composer/draft";
import { noteEntry } from "@/live/entries";
import { useWorkspace } from "@/live/workspace";
import { BusyButton } from "@/ui/busy-button";
import { Notice } from "@/ui/notice";

const LIMIT = 4_000;

interface Props {
  conversation: Conversation;
  draft: Draft;
}

/** Where a note is written. What is not kept stays in the field. */
export function NoteField({ conversation, draft }: Props) {
  const { cache } = useWorkspace();
  const field = useRef<HTMLTextAreaElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => field.current?.focus(), []);
  const text = draft.text.trim();
  const surplus = [...text].length - LIMIT;
  const mayKeep = text !== "" && surplus <= 0 && !isBusy;
  const keep = async () => {
    if (!mayKeep) return;
    setBusy(true);
    setProblem(null);
    try {
      cache.enter(conversation.id, noteEntry(await hub.addNote(conversation.id, text)));
      draft.write("");
    } catch (error) {
      setProblem(`Couldn't keep the note: ${sentenceOf(error)}`);
    } finally {
      setBusy(false);
      field.current?.focus();
    }
  };
  return (
    <div className="rounded-lg border border-warning/60 bg-warning-soft focus-within:ring-1 focus-within:ring-warning">
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <textarea
        ref={field}
        rows={2}
        aria-label="Note for the team"
        value={draft.text}
        placeholder="Only your team sees this"
        onChange={(event) => draft.write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void keep();
        }}
        className="block max-h-40 w-full resize-none bg-transparent px-3 pt-2.5 pb-1 text-base leading-[22px] outline-none [field-sizing:content]"
      />
      <div className="flex min-h-10 items-center gap-2 pr-1.5 pb-1.5 pl-3">
        <p role="status" className="min-w-0 flex-1 text-xs text-ink-soft">
          {surplus > 0 ? <span className="text-danger">{`${surplus} characters too long`}</span> : "The customer never sees notes"}
        </p>
        <BusyButton look="primary" isBusy={isBusy} busyWords="Keeping…" disabled={!mayKeep} onClick={() => void keep()}>
          Add note
        </BusyButton>
      </div>
    </div>
  );
}
