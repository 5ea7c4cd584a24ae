import { ChevronDown, UserRoundPlus } from "lucide-react";
import { lazy } from "react";
import type { Conversation } from "@/api/types";
import { useChangeConversation } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { Button } from "@/ui/button";
import { LateMenu } from "@/ui/late-menu";
import { notify } from "@/ui/notify";

const AssigneeChoices = lazy(async () => ({ default: (await import("@/inbox/context/assignee-choices")).AssigneeChoices }));

interface Props {
  conversation: Conversation;
  /** `compact` leaves the name to wide screens. */
  look: "compact" | "full";
}

export function AssigneeMenu({ conversation, look }: Props) {
  const { me, mayWrite } = useWorkspace();
  const change = useChangeConversation();
  const nameFor = (id: string | null) => {
    if (id === null) return "Nobody";
    return id === me.user.id ? "You" : (me.team.find((member) => member.id === id)?.name ?? "Someone who left");
  };
  const { assigneeId } = conversation;
  const assign = async (next: string | null) => {
    if (next === assigneeId) return;
    const done = await change(conversation.id, { assigneeId: next }, "Couldn't assign");
    if (done) notify.success(next === null ? "Assigned to nobody" : `Assigned to ${next === me.user.id ? "you" : nameFor(next)}`);
  };

  const label = assigneeId === null ? "Assign" : nameFor(assigneeId);
  if (!mayWrite) return <span className="text-sm">{nameFor(assigneeId)}</span>;
  return (
    <LateMenu
      menu={AssigneeChoices}
      choices={{ me: me.user, team: me.team, assigneeId, onAssign: (next: string | null) => void assign(next) }}
      trigger={(late) => (
        <Button
          {...late}
          look={look === "full" ? "plain" : "quiet"}
          aria-label={assigneeId === null ? "Assign" : `Assigned to ${label}. Change`}
          className={look === "full" ? "w-full justify-between!" : undefined}
        >
          {look === "compact" && <UserRoundPlus aria-hidden="true" className="size-4" />}
          <span className={look === "compact" ? "hidden max-w-28 truncate md:inline" : "truncate"}>
            {look === "full" ? nameFor(assigneeId) : label}
          </span>
          <ChevronDown aria-hidden="true" className="hidden size-3.5 md:block" />
        </Button>
      )}
    />
  );
}
