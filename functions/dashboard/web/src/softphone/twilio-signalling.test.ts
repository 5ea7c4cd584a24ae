import { beforeEach, expect, test, vi } from "vitest";
import type { SignallingEvent } from "@/softphone/signalling";
import { TwilioSignalling } from "@/softphone/twilio-signalling";

/** Twilio's own classes as far as the adapter uses them. */
const { devices, FakeCall, FakeDevice } = vi.hoisted(() => {
  type Listener = (...told: unknown[]) => void;
  class Emitter {
    private readonly listeners = new Map<string, Listener>();
    on = (name: string, listener: Listener) => void this.listeners.set(name, listener);
    tells = (name: string, ...told: unknown[]) => this.listeners.get(name)?.(...told);
  }
  const devices: FakeDevice[] = [];
  class FakeDevice extends Emitter {
    audio = {
      incoming: vi.fn(),
      outgoing: vi.fn(),
      disconnect: vi.fn(),
      availableInputDevices: new Map([["mic", { deviceId: "mic", label: "Headset" }]]),
      availableOutputDevices: new Map([["out", { deviceId: "out", label: "" }]]),
      inputDevice: null,
      isOutputSelectionSupported: true,
      speakerDevices: { get: () => new Set([{ deviceId: "out" }]), set: vi.fn() },
      setInputDevice: vi.fn(),
    };
    register = vi.fn(() => Promise.resolve());
    updateToken = vi.fn();
    destroy = vi.fn();
    constructor(
      readonly token: string,
      readonly options: { sounds: Record<string, string> },
    ) {
      super();
      devices.push(this);
    }
  }
  class FakeCall extends Emitter {
    static Codec = { Opus: "opus", PCMU: "pcmu" };
    accept = vi.fn();
    reject = vi.fn();
    disconnect = vi.fn();
    mute = vi.fn();
    sendDigits = vi.fn();
    readonly parameters: Record<string, string> = { CallSid: "CA1", From: "+14155550142" };
    readonly customParameters = new Map([
      ["callId", "call_1"],
      ["contactName", "Ann"],
    ]);
  }
  return { devices, FakeCall, FakeDevice };
});
vi.mock("@twilio/voice-sdk", () => ({ Device: FakeDevice, Call: FakeCall }));

const LEG = { id: "CA1", from: "+14155550142", callId: "call_1", contactName: "Ann", isOwn: false };

function setUp() {
  const line = new TwilioSignalling({ token: "tkn_1", expiresAt: "2026-11-21T16:00:00Z" });
  const device = devices.at(-1) as InstanceType<typeof FakeDevice>;
  const heard: SignallingEvent[] = [];
  line.listen((event) => heard.push(event));
  const rings = () => {
    const call = new FakeCall();
    device.tells("incoming", call);
    return call;
  };
  return { line, device, heard, rings };
}

beforeEach(() => void devices.splice(0));

test("a call's way is told, and what is asked for is done with it", async () => {
  const { line, device, heard, rings } = setUp();
  await line.register();
  device.tells("registered");
  const call = rings();
  await line.accept("CA1");
  call.tells("accept", call);
  line.mute("CA1", true);
  await line.sendDigits("CA1", "5#");
  await line.hangUp("CA1");
  call.tells("disconnect", call);
  expect([call.accept, call.disconnect].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  expect([call.mute.mock.calls, call.sendDigits.mock.calls]).toEqual([[[true]], [["5#"]]]);
  expect(heard).toEqual([{ type: "registered" }, { type: "incoming", leg: LEG }, { type: "accepted", leg: LEG }, { type: "ended", legId: "CA1" }]);
});

test("a call that stops ringing, or is declined, is canceled", async () => {
  const { line, heard, rings } = setUp();
  rings().tells("cancel");
  const declined = rings();
  await line.reject("CA1");
  declined.tells("reject");
  expect(declined.reject).toHaveBeenCalledOnce();
  expect(heard.filter(({ type }) => type === "canceled")).toHaveLength(2);
});

test("Twilio plays no sound of its own, and fetches none", () => {
  const { device } = setUp();
  for (const sound of ["incoming", "outgoing", "disconnect"] as const) expect(device.audio[sound]).toHaveBeenCalledWith(false);
  const { sounds } = device.options;
  expect(Object.keys(sounds)).toHaveLength(15);
  expect(Object.values(sounds).every((url) => url.endsWith(".wav") && !url.includes("twilio"))).toBe(true);
});

test("a token is renewed before its end, and a call outlives one that has ended", () => {
  const { line, device, heard, rings } = setUp();
  device.tells("tokenWillExpire");
  line.renew({ token: "tkn_2", expiresAt: "2026-11-21T17:00:00Z" });
  expect(device.updateToken).toHaveBeenCalledWith("tkn_2");
  device.tells("error", { code: 20104 });
  rings();
  device.tells("error", { code: 20104 });
  expect(heard.filter(({ type }) => type !== "incoming")).toEqual([{ type: "token_ends" }, { type: "lost", isFinal: true }, { type: "token_ends" }]);
});

test("without a microphone a call ends, and says why", () => {
  const { heard, rings } = setUp();
  const call = rings();
  call.tells("error", { code: 31401 });
  expect(heard.slice(1)).toEqual([{ type: "no_microphone" }, { type: "ended", legId: "CA1" }]);
  call.tells("error", { code: 53000 });
  expect(heard).toHaveLength(3);
});

test("microphones and speakers are listed by name, and chosen", async () => {
  const { line, device } = setUp();
  expect(line.devices()).toEqual({
    microphones: [{ id: "mic", name: "Headset" }],
    microphoneId: null,
    speakers: [{ id: "out", name: "Device 1" }],
    speakerId: "out",
  });
  await line.choose("speaker", "out");
  await line.choose("microphone", "mic");
  expect([device.audio.speakerDevices.set.mock.calls, device.audio.setInputDevice.mock.calls]).toEqual([[["out"]], [["mic"]]]);
  device.audio.isOutputSelectionSupported = false;
  expect(line.devices()?.speakers).toBeNull();
});

test("who leaves is heard of no more", () => {
  const { line, device, heard } = setUp();
  line.close();
  device.tells("destroyed");
  expect(device.destroy).toHaveBeenCalledOnce();
  expect(heard).toEqual([]);
});
