import { useState } from "react";
import type { Conversation } from "@/api/types";
import { useConsent } from "@/inbox/context/consent-actions";
import { nameOf } from "@/inbox/conversations";
import { Confirm } from "@/ui/confirm";
import { TextBox } from "@/ui/field";

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

export function OptOut({ conversation, onClose }: Props) {
  const { optOut } = useConsent(conversation);
  const [reason, setReason] = useState("");
  return (
    <Confirm
      title={`Opt out ${nameOf(conversation)}?`}
      words="Nothing is sent to them any more, from none of your numbers. They can text START to hear from you again."
      action="Opt out"
      busyWords="Opting out…"
      isDanger
      onConfirm={() => optOut(reason)}
      onClose={onClose}
    >
      <TextBox
        label="How they asked for it (optional)"
        hint="Kept as evidence."
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Confirm>
  );
}
