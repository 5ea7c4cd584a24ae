import { CalendarClock } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { schedule, type WallTime } from "@/api/schedule";
import type { Conversation } from "@/api/types";
import { useWorkspace } from "@/live/workspace";
import { useRefreshScheduled } from "@/schedule/scheduled";
import { LateMenu } from "@/ui/late-menu";
import { IconButton } from "@/ui/button";
import { notify } from "@/ui/notify";

const SendLaterMenu = lazy(async () => ({ default: (await import("@/schedule/send-later-menu")).SendLaterMenu }));
const ScheduleDialog = lazy(async () => ({ default: (await import("@/schedule/schedule-dialog")).ScheduleDialog }));

interface Props {
  conversation: Conversation;
  body: string;
  /** The text is kept by the hub. */
  onScheduled: () => void;
}

/** Keeps what is written for another time instead of sending it. */
export function SendLater({ conversation, body, onScheduled }: Props) {
  const zone = useWorkspace().me.tenant.timeZone;
  const refresh = useRefreshScheduled();
  const [cancelIfReplied, setCancelIfReplied] = useState(false);
  const [isPicking, setPicking] = useState(false);
  const lastTry = useRef<{ wish: string; clientId: string } | null>(null);

  /** The same wish keeps its id, so that a repeat after a lost answer schedules nothing twice. */
  const clientIdOf = (wish: string): string => {
    if (lastTry.current?.wish !== wish) lastTry.current = { wish, clientId: crypto.randomUUID() };
    return lastTry.current.clientId;
  };
  const keep = async (message: string, sendAt: WallTime, isCanceledByReply: boolean) => {
    const { theirAddress: to, ourNumber: from } = conversation;
    const clientId = clientIdOf(JSON.stringify([message, sendAt, isCanceledByReply]));
    const { scheduledFor } = await import("@/schedule/words");
    const text = await schedule.create({ to, from, message, sendAt, cancelIfReplied: isCanceledByReply, clientId });
    lastTry.current = null;
    notify.success(scheduledFor(text.sendAt.utc, new Date(), zone));
    setCancelIfReplied(false);
    onScheduled();
    await refresh();
  };
  const choose = async (sendAt: WallTime) => {
    try {
      await keep(body, sendAt, cancelIfReplied);
    } catch (error) {
      notify.problem("Couldn't schedule", error, () => void choose(sendAt));
    }
  };

  const isEmpty = body === "";
  return (
    <>
      <LateMenu
        menu={SendLaterMenu}
        choices={{
          cancelIfReplied,
          onCancelIfReplied: setCancelIfReplied,
          onChoose: (sendAt: WallTime) => void (isEmpty ? setPicking(true) : choose(sendAt)),
          onPick: () => setPicking(true),
        }}
        trigger={(late) => (
          <IconButton {...late} label="Send later">
            <CalendarClock aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      />
      {isPicking && (
        <Suspense>
          <ScheduleDialog
            title="Send later"
            action="Schedule"
            initial={{ message: body, local: "", cancelIfReplied }}
            onSubmit={(values) => keep(values.message, { local: values.local, zone }, values.cancelIfReplied)}
            onClose={() => setPicking(false)}
          />
        </Suspense>
      )}
    </>
  );
}
