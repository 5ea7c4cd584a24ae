import { useConversationList } from "@/inbox/conversations";
import { stepsOf } from "@/inbox/setup/steps";
import { TABS } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";

/** Whether an owner looks at an empty inbox with steps left to do. */
export function useIsNew(): boolean {
  const { me, isOwner } = useWorkspace();
  const { conversations } = useConversationList(TABS.open.filter);
  const steps = stepsOf(me);
  if (!isOwner || steps === null || conversations?.length !== 0) return false;
  return !(steps.carrier && steps.number && steps.team);
}
