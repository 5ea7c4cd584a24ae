import { useState } from "react";
import { draftKey } from "@/live/draft-key";
import { useWorkspace } from "@/live/workspace";

export interface Draft {
  text: string;
  write: (text: string) => void;
}

/** What is written but not sent, kept per conversation for as long as the tab is open. */
export function useDraft(conversationId: string): Draft {
  const { me } = useWorkspace();
  const storedAs = draftKey(me.user.id, conversationId);
  const [text, setText] = useState(() => sessionStorage.getItem(storedAs) ?? "");
  const write = (next: string) => {
    setText(next);
    if (next) sessionStorage.setItem(storedAs, next);
    else sessionStorage.removeItem(storedAs);
  };
  return { text, write };
}
