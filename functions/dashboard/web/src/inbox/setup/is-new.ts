import { carrierOf } from "@/frame/carrier";
import { useConversationList } from "@/inbox/conversations";
import { TABS } from "@/inbox/tabs";
import { useWorkspace, type Workspace } from "@/live/workspace";

export interface Steps {
  carrier: boolean;
  number: boolean;
  team: boolean;
}

/** Which of the first steps are done; null on a hub that does not say how the carrier is. */
export function stepsOf(me: Workspace["me"]): Steps | null {
  const carrier = carrierOf(me);
  if (carrier === null) return null;
  return { carrier: carrier.status === "connected", number: me.numbers.length > 0, team: me.team.length > 1 };
}

/** Whether an owner looks at an empty inbox with steps left to do. */
export function useIsNew(): boolean {
  const { me, isOwner } = useWorkspace();
  const { conversations } = useConversationList(TABS.open.filter);
  const steps = stepsOf(me);
  if (!isOwner || steps === null || conversations?.length !== 0) return false;
  return !(steps.carrier && steps.number && steps.team);
}
