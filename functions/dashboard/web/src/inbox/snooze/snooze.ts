import type { Conversation } from "@/api/types";
import { weekdayTime } from "@/format/time";
import { useChangeConversation } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { notify } from "@/ui/notify";

/** Puts conversations off, and takes them back. */
export function useSnooze() {
  const zone = useWorkspace().me.tenant.timeZone;
  const change = useChangeConversation();
  return {
    async snooze({ id }: Conversation, until: Date): Promise<boolean> {
      const snoozedUntil = until.toISOString();
      const isDone = await change(id, { snoozedUntil }, "Couldn't snooze");
      if (isDone) notify.success(`Snoozed until ${weekdayTime(snoozedUntil, zone)}`);
      return isDone;
    },
    async wake({ id }: Conversation): Promise<void> {
      if (await change(id, { state: "open" }, "Couldn't bring it back")) notify.success("Back in Open");
    },
  };
}
