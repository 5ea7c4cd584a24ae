import { AlarmClock } from "lucide-react";
import type { Conversation } from "@/api/types";
import { useNow } from "@/format/time";
import { useSnooze } from "@/inbox/snooze/snooze";
import { useWorkspace } from "@/live/workspace";
import { whenWithin } from "@/schedule/words";
import { Button } from "@/ui/button";

/** That a conversation is put off, and until when. */
export function SnoozedNotice({ conversation, until }: { conversation: Conversation; until: string }) {
  const { me, mayWrite } = useWorkspace();
  const now = useNow();
  const { wake } = useSnooze();
  return (
    <div role="note" className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-accent-soft px-4 py-2 text-sm">
      <p className="flex min-w-48 flex-1 items-center gap-2">
        <AlarmClock aria-hidden="true" className="size-4 shrink-0" />
        {`Snoozed until ${whenWithin(until, now, me.tenant.timeZone)}`}
      </p>
      {mayWrite && <Button onClick={() => void wake(conversation)}>Bring back now</Button>}
    </div>
  );
}
