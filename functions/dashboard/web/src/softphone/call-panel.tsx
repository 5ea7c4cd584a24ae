import { ArrowRightLeft, Grip, Mic, MicOff, Pause, PhoneOff, Play, SlidersHorizontal } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";
import { formatPhone } from "@/format/phone";
import { clockTime } from "@/format/time";
import { conversationUrl } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { DeviceChoice } from "@/softphone/device-choice";
import { Keypad } from "@/softphone/keypad";
import { isHeld, isTold, isUnderWay, transferOf, type PhoneCall } from "@/softphone/phone-call";
import type { Softphone } from "@/softphone/softphone";
import { TransferLine } from "@/softphone/transfer-line";
import { tellProblem } from "@/softphone/use-phone";
import { useSecond } from "@/softphone/use-second";
import { handedWords, nameOfCall, stateWords } from "@/softphone/words";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";

interface Props {
  phone: Softphone;
  call: PhoneCall;
  isSimulated: boolean;
  onTransfer: () => void;
}

/** A call that goes on here, and what can be done with it. */
export function CallPanel({ phone, call, isSimulated, onTransfer }: Props) {
  const { me } = useWorkspace();
  const [shown, setShown] = useState<"keypad" | "devices" | null>(null);
  const [isBusy, setBusy] = useState(false);
  const name = nameOfCall(call);
  const held = isHeld(call);
  const transfer = transferOf(call);
  const isTarget = transfer?.to.userId === me.user.id && isUnderWay(transfer);
  const isConnected = call.state === "talking";
  // Of a call of ours: our own leg is there before the customer's.
  const isAnswered = call.callId !== null && !(call.isOwn && (call.facts?.answeredAt ?? null) === null);
  const attempt = async (what: string, act: () => Promise<void>) => {
    setBusy(true);
    await act().catch((error: unknown) => tellProblem(what, error));
    setBusy(false);
  };
  const toggle = (part: "keypad" | "devices") => setShown(shown === part ? null : part);
  const handed = handedWords(call, me.user.id, me.team);
  return (
    <section aria-label={`Call with ${name}`} data-testid="call-panel" className="border-t border-line-strong bg-raised px-3 py-2 md:px-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Avatar name={call.contactName} seed={call.address} size="sm" />
        <div className="min-w-40 flex-1">
          <p className="truncate text-sm font-semibold">
            {call.facts ? (
              <Link to={conversationUrl("open", call.facts.conversationId)} className="hover:underline">
                {name}
              </Link>
            ) : (
              name
            )}
          </p>
          <p className="truncate text-xs text-ink-soft tabular-nums">
            {call.contactName && `${formatPhone(call.address)} · `}
            <Clock call={call} />
            {held && call.facts?.heldSince && ` · since ${clockTime(call.facts.heldSince, me.tenant.timeZone)}`}
            {call.isMuted && " · Muted"}
            {isSimulated && " · Simulated line: no sound"}
          </p>
          {handed && <p className="text-xs">{handed}</p>}
        </div>
        <div className="flex flex-wrap items-center gap-1 max-md:w-full max-md:justify-between">
          {isConnected && (
            <>
              <Tool label={call.isMuted ? "Unmute" : "Mute"} isOn={call.isMuted} onClick={() => phone.mute(call.id, !call.isMuted)}>
                {call.isMuted ? <MicOff aria-hidden="true" className="size-[18px]" /> : <Mic aria-hidden="true" className="size-[18px]" />}
              </Tool>
              {!isTarget && (
                <Tool
                  label={held ? "Take off hold" : "Hold"}
                  isOn={held}
                  disabled={isBusy || !isAnswered || isUnderWay(transfer)}
                  onClick={() => void attempt(held ? "Couldn't take the call off hold" : "Couldn't hold the call", () => (held ? phone.resume(call.id) : phone.hold(call.id, true)))}
                >
                  {held ? <Play aria-hidden="true" className="size-[18px]" /> : <Pause aria-hidden="true" className="size-[18px]" />}
                </Tool>
              )}
              <Tool label={shown === "keypad" ? "Hide the keypad" : "Keypad"} isOn={shown === "keypad"} onClick={() => toggle("keypad")}>
                <Grip aria-hidden="true" className="size-[18px]" />
              </Tool>
              {!isTarget && (
                <Tool label="Transfer" isOn={false} disabled={!isAnswered || isUnderWay(transfer)} onClick={onTransfer}>
                  <ArrowRightLeft aria-hidden="true" className="size-[18px]" />
                </Tool>
              )}
              {phone.devices() && (
                <Tool label={shown === "devices" ? "Hide the devices" : "Microphone and speaker"} isOn={shown === "devices"} onClick={() => toggle("devices")}>
                  <SlidersHorizontal aria-hidden="true" className="size-[18px]" />
                </Tool>
              )}
            </>
          )}
          <Button look="danger" data-phone-focus disabled={call.state === "ending"} onClick={() => void attempt("Couldn't end the call", () => (isTarget ? phone.leave(call.id) : phone.end(call.id)))}>
            <PhoneOff aria-hidden="true" className="size-4" />
            End
          </Button>
        </div>
      </div>
      {transfer?.by === me.user.id && isTold(transfer, held) && <TransferLine phone={phone} call={call} transfer={transfer} />}
      {isConnected && shown === "keypad" && (
        <div className="mt-2 flex justify-center md:justify-end">
          <Keypad
            label="Keys of the call"
            hearsKeyboard
            isFlat
            onKey={(key) => void phone.press(call.id, key).catch((error: unknown) => tellProblem("Couldn't press the key", error))}
          />
        </div>
      )}
      {isConnected && shown === "devices" && <DeviceChoice phone={phone} />}
    </section>
  );
}

/** Apart, so that a second changes nothing else. */
const Clock = ({ call }: { call: PhoneCall }) => <span data-testid="call-state">{stateWords(call, useSecond())}</span>;

interface ToolProps {
  label: string;
  isOn: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

const Tool = ({ isOn, ...rest }: ToolProps) => <IconButton {...rest} className={isOn ? "bg-accent-soft text-accent-text!" : undefined} />;
