import { lazy, Suspense, useState } from "react";
import { hub } from "@/api/hub";
import type { Message } from "@/api/types";
import { notify } from "@/ui/notify";

const Confirm = lazy(async () => ({ default: (await import("@/ui/confirm")).Confirm }));

interface Props {
  message: Message;
  className: string;
}

/** What a person can do about a message of which nobody knows whether it was sent. */
export function DoubtActions({ message, className }: Props) {
  const [isAsking, setAsking] = useState(false);
  const check = () => {
    hub.checkMessage(message.id).then(
      () => notify.success("Checking with the carrier"),
      (error: unknown) => notify.problem("Couldn't check", error, check),
    );
  };
  return (
    <>
      <button type="button" className={className} onClick={check}>
        Check again
      </button>
      <button type="button" className={className} onClick={() => setAsking(true)}>
        Send anyway
      </button>
      {isAsking && (
        <Suspense>
          <Confirm
            title="Send it again?"
            words="We can't tell whether the customer got this text. If they did, they get it twice."
            action="Send anyway"
            busyWords="Sending…"
            onConfirm={async () => {
              await hub.sendAnyway(message.id);
            }}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </>
  );
}
