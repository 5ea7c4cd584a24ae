import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { useNumberFormats } from "@/format/phone";
import { CallPanel } from "@/softphone/call-panel";
import { IncomingPanel } from "@/softphone/incoming-panel";
import { isHeld } from "@/softphone/phone-call";
import { useAlarm } from "@/softphone/use-alarm";
import { tellProblem, usePhone } from "@/softphone/use-phone";
import { closeDialer, useWish } from "@/softphone/wish";
import { nameOfCall } from "@/softphone/words";
import { useShortcut } from "@/ui/shortcut";

const Dialer = lazy(async () => ({ default: (await import("@/softphone/dialer")).Dialer }));
const TransferDialog = lazy(async () => ({ default: (await import("@/softphone/transfer-dialog")).TransferDialog }));

/** What rings and what goes on, at the foot of every screen; and the dialer. */
export default function SoftphoneDock() {
  const { isOn, dialer } = useWish();
  const { phone, state } = usePhone(isOn);
  useNumberFormats();
  const [transferring, setTransferring] = useState<string | null>(null);
  const dock = useRef<HTMLDivElement>(null);
  const ringing = state.calls.filter((call) => call.state === "ringing");
  const others = state.calls.filter((call) => call.state !== "ringing");
  const isTalking = others.some((call) => call.state === "talking" && !isHeld(call));
  const first = ringing[0];
  const words = first ? `Call from ${nameOfCall(first)}` : null;
  useAlarm(words, others.length > 0);
  useShortcut("mod+.", () => dock.current?.querySelector<HTMLElement>("[data-phone-focus]")?.focus());

  const isUrgent = dialer?.isUrgent === true && isOn && (state.line.name === "ready" || state.line.name === "elsewhere");
  const dialNow = useEffectEvent(() => {
    if (!dialer) return;
    closeDialer();
    phone.dial(dialer.to, dialer.from ?? null).catch((error: unknown) => tellProblem("Couldn't call", error));
  });
  useEffect(() => {
    if (isUrgent) dialNow();
  }, [isUrgent]);

  const attempt = (what: string, act: Promise<void>) => void act.catch((error: unknown) => tellProblem(what, error));
  const transferred = others.find(({ id }) => id === transferring);
  return (
    <>
      {/* Within reach while a dialog is open: what has `aria-live` is not hidden behind it. */}
      <div ref={dock} data-softphone aria-live="off" className="pointer-events-auto relative z-50 shrink-0">
        {ringing.map((call) => (
          <IncomingPanel
            key={call.id}
            call={call}
            isTalking={isTalking}
            onTake={() => attempt("Couldn't take the call", phone.take(call.id))}
            onDecline={() => attempt("Couldn't decline the call", phone.decline(call.id))}
          />
        ))}
        {others.map((call) => (
          <CallPanel key={call.id} phone={phone} call={call} isSimulated={state.isSimulated} onTransfer={() => setTransferring(call.id)} />
        ))}
      </div>
      <div aria-live="assertive" className="sr-only" data-testid="call-announcer">
        {words !== null && `${words}. Press Control and period to go to it.`}
      </div>
      <Suspense>
        {dialer && !isUrgent && (
          <Dialer key={dialer.to} phone={phone} state={state} isOn={isOn} dialling={dialer} onClose={closeDialer} />
        )}
        {transferred && <TransferDialog phone={phone} call={transferred} onClose={() => setTransferring(null)} />}
      </Suspense>
    </>
  );
}
