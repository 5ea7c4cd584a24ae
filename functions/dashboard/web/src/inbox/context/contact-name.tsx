import { Pencil } from "lucide-react";
import { useState } from "react";
import type { Conversation } from "@/api/types";
import { nameOf, useChangeConversation } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";

/** The name in place: click to edit, Enter keeps it, Escape does not. */
export function ContactName({ conversation }: { conversation: Conversation }) {
  const { mayWrite } = useWorkspace();
  const change = useChangeConversation();
  const [typed, setTyped] = useState<string | null>(null);

  const keep = () => {
    if (typed === null) return;
    const contactName = typed.trim() === "" ? null : typed.trim();
    setTyped(null);
    if (contactName !== conversation.contactName) {
      void change(conversation.id, { contactName }, "Couldn't save the name");
    }
  };

  if (typed !== null) {
    return (
      <input
        aria-label="Contact name"
        value={typed}
        // The person has just asked to edit this very field.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        autoComplete="off"
        maxLength={120}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") keep();
          if (event.key === "Escape") {
            event.stopPropagation();
            setTyped(null);
          }
        }}
        className="h-9 w-full rounded-md border border-line-strong bg-surface px-2 text-center text-lg font-semibold"
      />
    );
  }
  if (!mayWrite) return <p className="text-lg font-semibold">{nameOf(conversation)}</p>;
  return (
    <button
      type="button"
      onClick={() => setTyped(conversation.contactName ?? "")}
      className="group inline-flex max-w-full items-center gap-2 rounded-md px-2 py-1 text-lg font-semibold hover:bg-hover"
    >
      <span className="truncate">{conversation.contactName ?? "Add a name"}</span>
      <Pencil aria-hidden="true" className="size-3.5 shrink-0 text-ink-soft" />
      <span className="sr-only">Edit contact name</span>
    </button>
  );
}
