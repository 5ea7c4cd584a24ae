import { useState } from "react";
import type { Transfer } from "@/api/softphone";
import { useWorkspace } from "@/live/workspace";
import { isUnderWay, type PhoneCall } from "@/softphone/phone-call";
import type { Softphone } from "@/softphone/softphone";
import { tellProblem } from "@/softphone/use-phone";
import { nameOfCall, targetOf, transferWords } from "@/softphone/words";
import { Button } from "@/ui/button";
import { notify } from "@/ui/notify";

interface Props {
  phone: Softphone;
  call: PhoneCall;
  transfer: Transfer;
}

/** How a transfer stands, with what ends it either way. */
export function TransferLine({ phone, call, transfer }: Props) {
  const { team } = useWorkspace().me;
  const [isBusy, setBusy] = useState(false);
  const attempt = async (what: string, act: () => Promise<void>) => {
    setBusy(true);
    await act().catch((error: unknown) => tellProblem(what, error));
    setBusy(false);
  };
  const complete = async () => {
    await phone.completeTransfer(call.id);
    notify.success(`Transferred to ${targetOf(transfer, team)}`);
  };
  const isOpen = transfer.kind === "warm" && isUnderWay(transfer);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2 rounded-md bg-accent-soft px-3 py-2 text-sm">
      <p role="status" className="min-w-40 flex-1">
        {transferWords(transfer, nameOfCall(call), team)}
      </p>
      {isOpen && transfer.state === "talking" && (
        <Button look="primary" disabled={isBusy} onClick={() => void attempt("Couldn't complete the transfer", complete)}>
          Complete
        </Button>
      )}
      {isOpen && (
        <Button disabled={isBusy} onClick={() => void attempt("Couldn't take the call back", () => phone.takeBack(call.id))}>
          Take back
        </Button>
      )}
    </div>
  );
}
