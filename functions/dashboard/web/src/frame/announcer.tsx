import { useEffect, useState } from "react";
import type { Event } from "@/api/types";
import { wordsOf } from "@/format/message-words";
import { nameOf } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";

/** Tells screen readers of each message that comes in, whichever screen is open. */
export function Announcer() {
  const { cache, onEvents } = useWorkspace();
  const [words, setWords] = useState("");
  useEffect(
    () =>
      onEvents((events) => {
        const said = events.flatMap((event) => wordsFor(event, (id) => cache.known()[id]));
        if (said.length > 0) setWords(said.join(" "));
      }),
    [cache, onEvents],
  );
  return (
    <div aria-live="polite" className="sr-only" data-testid="announcer">
      {words}
    </div>
  );
}

function wordsFor(event: Event, find: (id: string) => Parameters<typeof nameOf>[0] | undefined): string[] {
  if (event.type !== "new_message" || event.data.message.direction !== "inbound") return [];
  const { conversationId, message } = event.data;
  const conversation = find(conversationId);
  return [`New message from ${conversation ? nameOf(conversation) : message.from}: ${wordsOf(message.body, message.media)}`];
}
