import { PhoneIncoming, PhoneOff } from "lucide-react";
import { nameOfNumber } from "@/format/own-number";
import { formatPhone } from "@/format/phone";
import { useWorkspace } from "@/live/workspace";
import type { PhoneCall } from "@/softphone/phone-call";
import { handedWords, nameOfCall } from "@/softphone/words";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";

interface Props {
  call: PhoneCall;
  /** Somebody else is talked with at the moment. */
  isTalking: boolean;
  onTake: () => void;
  onDecline: () => void;
}

/** A call that rings here. */
export function IncomingPanel({ call, isTalking, onTake, onDecline }: Props) {
  const { me } = useWorkspace();
  const name = nameOfCall(call);
  const own = me.numbers.find(({ number }) => number === call.facts?.ourNumber);
  const handed = handedWords(call, me.user.id, me.team);
  const facts = [call.contactName && formatPhone(call.address), own && `to ${nameOfNumber(own)}`].filter(Boolean);
  return (
    <section
      aria-label={`Incoming call from ${name}`}
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t-2 border-accent bg-accent-soft px-3 py-2 md:px-4"
    >
      <Avatar name={call.contactName} seed={call.address} />
      <div className="min-w-40 flex-1">
        <p className="truncate font-semibold">{name}</p>
        <p className="text-sm text-ink-soft">{facts.length > 0 ? facts.join(" · ") : "Incoming call"}</p>
        {handed && <p className="text-sm">{handed}</p>}
      </div>
      <div className="flex gap-2 max-md:w-full max-md:*:flex-1">
        <Button look="primary" data-phone-focus onClick={onTake}>
          <PhoneIncoming aria-hidden="true" className="size-4" />
          {isTalking ? "Hold and take" : "Take"}
        </Button>
        <Button look="danger" onClick={onDecline}>
          <PhoneOff aria-hidden="true" className="size-4" />
          Decline
        </Button>
      </div>
    </section>
  );
}
