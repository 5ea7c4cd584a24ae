import { StickyNote, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { hub } from "@/api/hub";
import type { Note } from "@/api/types";
import { clockTime, fullTime } from "@/format/time";
import { noteEntry } from "@/live/entries";
import { useWorkspace } from "@/live/workspace";
import { IconButton } from "@/ui/button";

const Confirm = lazy(async () => ({ default: (await import("@/ui/confirm")).Confirm }));

/** Words for the team, set apart from what the customer reads. */
export function NoteEntry({ note, zone }: { note: Note; zone: string }) {
  const { me, cache, mayWrite, isOwner } = useWorkspace();
  const [isAsking, setAsking] = useState(false);
  const isMine = note.authorId === me.user.id;
  const author = isMine ? "You" : (me.team.find(({ id }) => id === note.authorId)?.name ?? "Someone who left");
  const remove = async () => {
    cache.enter(note.conversationId, noteEntry(await hub.deleteNote(note.id)));
  };
  return (
    <li data-testid="note" className="group mx-auto mt-3 w-full max-w-xl rounded-lg border border-warning/40 bg-warning-soft px-3 py-2 text-ink">
      <div className="flex items-center gap-2 text-xs text-ink-soft">
        <StickyNote aria-hidden="true" className="size-3.5 shrink-0 text-warning" />
        <span className="font-medium">{`Note · ${author}`}</span>
        <span className="sr-only">{`, ${fullTime(note.createdAt, zone)}:`}</span>
        <time dateTime={note.createdAt} aria-hidden="true">
          {clockTime(note.createdAt, zone)}
        </time>
        {mayWrite && (isMine || isOwner) && (
          <IconButton label="Delete note" className="-my-1.5 -mr-1.5 ml-auto size-8!" onClick={() => setAsking(true)}>
            <Trash2 aria-hidden="true" className="size-3.5" />
          </IconButton>
        )}
      </div>
      <p className="text-sm break-words whitespace-pre-wrap">{note.text}</p>
      {isAsking && (
        <Suspense>
          <Confirm
            title="Delete this note?"
            words="Its words go for the whole team. This cannot be taken back."
            action="Delete note"
            busyWords="Deleting…"
            isDanger
            onConfirm={remove}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </li>
  );
}
