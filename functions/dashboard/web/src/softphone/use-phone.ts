import { useEffect, useState, useSyncExternalStore } from "react";
import { line } from "@/api/softphone";
import { useWorkspace } from "@/live/workspace";
import { wordsOf, type PhoneState } from "@/softphone/phone-call";
import { SimulatedSignalling } from "@/softphone/simulated-signalling";
import { Softphone } from "@/softphone/softphone";
import { Turn } from "@/softphone/turn";
import { tellBusy, tellLine } from "@/softphone/wish";
import { notify } from "@/ui/notify";

/** Says what went wrong, at the edge of the screen. */
export const tellProblem = (what: string, error: unknown): void => notify.words(`${what}: ${wordsOf(error)}`);

/** Asks only when the person has just pressed something: a page that opens asks for nothing. */
async function askMicrophone(): Promise<void> {
  if (!navigator.userActivation.isActive && (await standingOfMicrophone()) === "prompt") throw new Error("not asked yet");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const track of stream.getTracks()) track.stop();
}

/** Browsers that do not tell ask again. */
async function standingOfMicrophone(): Promise<PermissionState> {
  const asked = await navigator.permissions.query({ name: "microphone" }).catch(() => null);
  return asked?.state ?? "prompt";
}

interface Parts {
  phone: Softphone;
  /** Takes calls in this window, or waits for the one that does; the returned function ends it. */
  begin: () => () => void;
}

function assemble(userId: string): Parts {
  let turn: Turn | null = null;
  const phone = new Softphone({
    hub: line,
    open: async (token) => {
      if (token.simulatedAt) return new SimulatedSignalling(token.simulatedAt, token);
      const { TwilioSignalling } = await import("@/softphone/twilio-signalling");
      return new TwilioSignalling(token);
    },
    askMicrophone,
    takeTurn: async () => (await turn?.take()) ?? true,
    failed: tellProblem,
    now: Date.now,
  });
  const begin = () => {
    const name = `hub.softphone.${userId}`;
    const mine = new Turn(name, {
      locks: navigator.locks,
      channel: new BroadcastChannel(name),
      id: crypto.randomUUID(),
      isBusy: () => phone.isBusy,
      changed: (hasTurn) => {
        if (hasTurn) void phone.connect();
        else phone.disconnect("elsewhere");
      },
    });
    turn = mine;
    void mine.join();
    return () => {
      turn = null;
      mine.leave();
      phone.disconnect("off");
    };
  };
  return { phone, begin };
}

/** The softphone of this window, ringing while `isOn`. */
export function usePhone(isOn: boolean): { phone: Softphone; state: PhoneState } {
  const { me, onEvents } = useWorkspace();
  const [{ phone, begin }] = useState(() => assemble(me.user.id));
  const state = useSyncExternalStore(phone.subscribe, phone.snapshot);

  useEffect(() => (isOn ? begin() : undefined), [isOn, begin]);

  useEffect(
    () =>
      onEvents((events) => {
        const told = events.flatMap((event) => (event.type === "call_updated" || event.type === "new_voicemail" ? [event.data.call] : []));
        if (told.length > 0) phone.inform(told);
      }),
    [phone, onEvents],
  );

  const isOnCall = state.calls.some((call) => call.state !== "ringing");
  useEffect(() => {
    tellBusy(isOnCall);
    return () => tellBusy(false);
  }, [isOnCall]);

  const { name } = state.line;
  useEffect(() => {
    tellLine(name);
    return () => tellLine(null);
  }, [name]);

  return { phone, state };
}
