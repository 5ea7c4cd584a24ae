import { useRef, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { erasures } from "@/api/erasures";
import { isProblem, sentenceOf } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { contactIdOf } from "@/format/contact-id";
import { formatPhone } from "@/format/phone";
import { confirmedAddress } from "@/inbox/context/confirmed-address";
import { nameOf } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { Confirm } from "@/ui/confirm";
import { TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Erases a customer once their number was typed again. */
export function EraseDialog({ conversation, onClose }: Props) {
  const { cache } = useWorkspace();
  const navigate = useNavigate();
  const { tab } = useParams();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string | undefined>();
  const field = useRef<HTMLInputElement>(null);
  const { theirAddress } = conversation;
  const number = formatPhone(theirAddress);

  const refuse = (sentence: string): false => {
    setWrong(sentence);
    field.current?.focus();
    return false;
  };
  const erase = async () => {
    const confirm = confirmedAddress(typed, theirAddress);
    if (confirm === null) {
      return refuse(typed.trim() === "" ? `Type ${number} to erase this customer` : `That is another number. Type ${number}`);
    }
    try {
      await erasures.erase(contactIdOf(theirAddress), confirm);
    } catch (error) {
      if (!isProblem(error, "not_confirmed")) throw error;
      return refuse(sentenceOf(error));
    }
    void navigate(`/inbox/${tab}`);
    cache.forgetCustomer(theirAddress);
    notify.success(`${number} was erased`);
  };

  return (
    <Confirm
      title={`Erase ${nameOf(conversation)}?`}
      words={
        <>
          <p>
            <strong className="font-semibold text-ink">What goes, here and at Twilio:</strong> their messages, calls, recordings, files, notes, scheduled
            texts and rows in campaigns, in all conversations with <span className="whitespace-nowrap">{number}</span>.
          </p>
          <p>
            <strong className="font-semibold text-ink">What stays:</strong> the proof of their consent and opt-outs, and the audit. A receipt names it all.
          </p>
          <p>This can&apos;t be undone. Export everything first if anybody may still need it.</p>
        </>
      }
      action="Erase customer"
      busyWords="Erasing…"
      isDanger
      onConfirm={erase}
      sentence={(error) =>
        isProblem(error, "not_found") ? "This customer isn't here any more. Perhaps somebody has just erased them." : sentenceOf(error)
      }
      onClose={onClose}
    >
      <TextField
        ref={field}
        label={`Type ${number} to confirm`}
        autoComplete="off"
        inputMode="tel"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(undefined);
        }}
        error={wrong}
      />
    </Confirm>
  );
}
