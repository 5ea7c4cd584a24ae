import { AlarmClock } from "lucide-react";
import { useState } from "react";
import type { Conversation } from "@/api/types";
import { useNow, weekdayTime } from "@/format/time";
import { useSnooze } from "@/inbox/snooze/snooze";
import { useWorkspace } from "@/live/workspace";
import { momentOf, presets } from "@/schedule/wall-time";
import { whenWords } from "@/schedule/words";
import { BusyButton } from "@/ui/busy-button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Until when a conversation leaves the inbox: what people mostly mean, or any other time. */
export function SnoozeDialog({ conversation, onClose }: Props) {
  const zone = useWorkspace().me.tenant.timeZone;
  const now = useNow();
  const { snooze } = useSnooze();
  const [local, setLocal] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  const moment = momentOf(local, zone);
  const until = async (at: Date) => {
    setBusy(true);
    const isDone = await snooze(conversation, at);
    setBusy(false);
    if (isDone) onClose();
  };
  const pick = () => {
    if (!moment) setProblem("Choose a date and a time");
    else if (moment <= new Date()) setProblem("Choose a time in the future");
    else void until(moment);
  };
  return (
    <Dialog title="Snooze" onClose={onClose}>
      <div className="p-4">
        <p className="text-sm text-ink-soft">It leaves the inbox and comes back at this time, or when they write again.</p>
        <ul className="mt-3 divide-y divide-line">
          {presets(now, zone).map(({ label, at }) => (
            <li key={label}>
              <button
                type="button"
                disabled={isBusy}
                onClick={() => void until(at)}
                className="flex h-11 w-full items-center gap-3 rounded-md px-2 text-sm outline-offset-[-2px] hover:bg-hover"
              >
                <AlarmClock aria-hidden="true" className="size-4 text-ink-soft" />
                {label}
                <span data-numeric className="ml-auto text-xs text-ink-soft">
                  {weekdayTime(at.toISOString(), zone)}
                </span>
              </button>
            </li>
          ))}
        </ul>
        <form
          className="mt-4 flex flex-col gap-3"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            pick();
          }}
        >
          <TextField
            label="Another date and time"
            type="datetime-local"
            value={local}
            onChange={(event) => {
              setLocal(event.target.value);
              setProblem(undefined);
            }}
            hint={moment ? whenWords(moment.toISOString(), now, zone) : `${zone.replaceAll("_", " ")} time`}
            error={problem}
          />
          <BusyButton type="submit" look="primary" className="self-end" isBusy={isBusy} busyWords="Snoozing…">
            Snooze
          </BusyButton>
        </form>
      </div>
    </Dialog>
  );
}
