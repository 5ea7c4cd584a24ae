import { Ellipsis, MessageSquare, Pencil, SendHorizontal, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { isProblem, sentenceOf } from "@/api/problem";
import { schedule, type Scheduled } from "@/api/schedule";
import { conversationUrl } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { useRefreshScheduled, useScheduledActions } from "@/schedule/scheduled";
import { wallIn } from "@/schedule/wall-time";
import { scheduledFor, whenWords } from "@/schedule/words";
import { IconButton } from "@/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/menu";
import { notify } from "@/ui/notify";

const ScheduleDialog = lazy(async () => ({ default: (await import("@/schedule/schedule-dialog")).ScheduleDialog }));
const Confirm = lazy(async () => ({ default: (await import("@/ui/confirm")).Confirm }));

interface Props {
  text: Scheduled;
  /** Who it goes to, for screen readers. */
  name: string;
  /** Leads to the conversation, where one is not there already. */
  hasLink?: boolean;
}

/** What a person can do with a text before its time. */
export function ScheduledActions({ text, name, hasLink = false }: Props) {
  const { mayWrite } = useWorkspace();
  const { sendNow, cancel } = useScheduledActions(text);
  const [open, setOpen] = useState<"edit" | "cancel" | null>(null);
  const isWaiting = text.state === "scheduled" && mayWrite;
  if (!isWaiting && !hasLink) return null;
  const close = () => setOpen(null);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={`More for the text to ${name}`}>
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          {hasLink && (
            <MenuItem asChild>
              <Link to={conversationUrl("open", text.conversationId)}>
                <MessageSquare aria-hidden="true" className="size-4" />
                Open conversation
              </Link>
            </MenuItem>
          )}
          {isWaiting && (
            <>
              <MenuItem onSelect={() => setOpen("edit")}>
                <Pencil aria-hidden="true" className="size-4" />
                Edit
              </MenuItem>
              <MenuItem onSelect={() => void sendNow()}>
                <SendHorizontal aria-hidden="true" className="size-4" />
                Send now
              </MenuItem>
              <MenuItem onSelect={() => setOpen("cancel")} className="text-danger">
                <Trash2 aria-hidden="true" className="size-4" />
                Cancel
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      <Suspense>
        {open === "edit" && <Edit text={text} onClose={close} />}
        {open === "cancel" && (
          <Confirm
            title="Cancel this text?"
            words={`“${text.body}” is not sent to ${name}.`}
            action="Cancel the text"
            cancel="Keep it"
            busyWords="Canceling…"
            isDanger
            onConfirm={cancel}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}

function Edit({ text, onClose }: { text: Scheduled; onClose: () => void }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const refresh = useRefreshScheduled();
  // After a conflict the next try is made from what the other person left.
  const [version, setVersion] = useState(text.version);
  const wasAt = wallIn(text.sendAt.utc, zone);
  return (
    <ScheduleDialog
      title="Edit scheduled text"
      action="Save"
      initial={{ message: text.body, local: wasAt, cancelIfReplied: text.cancelIfReplied }}
      onSubmit={async ({ message, local, cancelIfReplied }) => {
        try {
          const sendAt = local === wasAt ? undefined : { local, zone };
          const saved = await schedule.change(text.id, version, { message, cancelIfReplied, ...(sendAt && { sendAt }) });
          notify.success(scheduledFor(saved.sendAt.utc, new Date(), zone));
        } catch (error) {
          if (isProblem(error, "conflict")) setVersion((error.details["current"] as Scheduled).version);
          throw error;
        } finally {
          await refresh();
        }
      }}
      words={(error) => {
        if (!isProblem(error, "conflict")) return sentenceOf(error);
        const { body, sendAt } = error.details["current"] as Scheduled;
        return `Somebody changed this meanwhile: “${body}”, ${whenWords(sendAt.utc, new Date(), zone)}. Save again to replace it.`;
      }}
      onClose={onClose}
    />
  );
}
