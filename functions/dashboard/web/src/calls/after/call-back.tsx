import { useEffect } from "react";
import type { Call } from "@/api/types";
import { CallDialog } from "@/calls/call-dialog";
import { useConversation } from "@/inbox/conversations";
import { notify } from "@/ui/notify";

/** Calls the customer of a call, from the number of the call. */
export function CallBack({ call, onClose }: { call: Call; onClose: () => void }) {
  const { conversation, error } = useConversation(call.conversationId);
  useEffect(() => {
    if (!error) return;
    notify.problem("Couldn't open the conversation", error);
    onClose();
  }, [error, onClose]);
  return conversation && <CallDialog conversation={conversation} onClose={onClose} />;
}
