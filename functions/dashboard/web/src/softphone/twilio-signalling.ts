import { Call, Device } from "@twilio/voice-sdk";
import silence from "@/softphone/silence.wav";
import { legOf, type CallSignalling, type Devices, type Leg, type SignallingEvent, type SoundDevice, type Ticket } from "@/softphone/signalling";

/** Twilio asks for a newer token this long before the end of the present one. */
const RENEW_MS = 60_000;
/** The browser gave no microphone: refused, or there is none. */
const NO_MICROPHONE = [31401, 31402];
/** The token is not good, or not any more: a computer slept over its end. */
const BAD_TOKEN = [20101, 20104, 31202, 31204, 31205];

/** The page makes its own sounds; Twilio's would be fetched from its servers. */
const KEYS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "s", "h"].map((key) => `dtmf${key}`);
const SILENT = Object.fromEntries([...KEYS, "incoming", "outgoing", "disconnect"].map((name) => [name, silence]));

/** A line of Twilio's, over its Voice SDK. This module is loaded for whoever takes calls here, and for nobody else. */
export class TwilioSignalling implements CallSignalling {
  readonly isSimulated = false;
  private readonly device: Device;
  private readonly calls = new Map<string, Call>();
  private listener: (event: SignallingEvent) => void = () => undefined;

  constructor({ token }: Ticket) {
    this.device = new Device(token, {
      allowIncomingWhileBusy: true,
      appName: "hub-dashboard",
      closeProtection: true,
      codecPreferences: [Call.Codec.Opus, Call.Codec.PCMU],
      disableAudioContextSounds: true,
      logLevel: "silent",
      sounds: SILENT,
      tokenRefreshMs: RENEW_MS,
    });
    for (const sound of ["incoming", "outgoing", "disconnect"] as const) this.device.audio?.[sound](false);
    this.device.on("registered", () => this.listener({ type: "registered" }));
    this.device.on("unregistered", () => this.listener({ type: "lost", isFinal: false }));
    this.device.on("destroyed", () => this.listener({ type: "lost", isFinal: true }));
    this.device.on("tokenWillExpire", () => this.listener({ type: "token_ends" }));
    this.device.on("error", (error: unknown) => this.failed(error));
    this.device.on("incoming", (call: Call) => this.rings(call));
  }

  listen(listener: (event: SignallingEvent) => void): void {
    this.listener = listener;
  }

  register(): Promise<void> {
    return this.device.register();
  }

  renew({ token }: Ticket): void {
    this.device.updateToken(token);
  }

  close(): void {
    this.listener = () => undefined;
    this.device.destroy();
    this.calls.clear();
  }

  /** Settled once the person can be heard; what it throws is the refusal. */
  accept(legId: string): Promise<void> {
    this.calls.get(legId)?.accept();
    return Promise.resolve();
  }

  reject(legId: string): Promise<void> {
    this.calls.get(legId)?.reject();
    return Promise.resolve();
  }

  hangUp(legId: string): Promise<void> {
    this.calls.get(legId)?.disconnect();
    return Promise.resolve();
  }

  mute(legId: string, isMuted: boolean): void {
    this.calls.get(legId)?.mute(isMuted);
  }

  sendDigits(legId: string, digits: string): Promise<void> {
    this.calls.get(legId)?.sendDigits(digits);
    return Promise.resolve();
  }

  devices(): Devices | null {
    const { audio } = this.device;
    if (!audio) return null;
    const [speaker] = audio.speakerDevices.get();
    return {
      microphones: listed(audio.availableInputDevices),
      microphoneId: audio.inputDevice?.deviceId ?? null,
      speakers: audio.isOutputSelectionSupported ? listed(audio.availableOutputDevices) : null,
      speakerId: speaker?.deviceId ?? null,
    };
  }

  async choose(kind: "microphone" | "speaker", id: string): Promise<void> {
    if (kind === "microphone") await this.device.audio?.setInputDevice(id);
    else await this.device.audio?.speakerDevices.set(id);
  }

  private rings(call: Call): void {
    const leg = legOfCall(call);
    this.calls.set(leg.id, call);
    const over = (type: "canceled" | "ended") => () => {
      this.calls.delete(leg.id);
      this.listener({ type, legId: leg.id });
    };
    call.on("accept", () => this.listener({ type: "accepted", leg }));
    call.on("cancel", over("canceled"));
    call.on("reject", over("canceled"));
    call.on("disconnect", over("ended"));
    call.on("error", (error: unknown) => {
      if (this.failed(error)) over("ended")();
    });
    this.listener({ type: "incoming", leg });
  }

  /** `true` if no call can go on like that. */
  private failed(error: unknown): boolean {
    const code = typeof error === "object" && error !== null && "code" in error ? Number(error.code) : 0;
    const isDeaf = NO_MICROPHONE.includes(code);
    if (isDeaf) this.listener({ type: "no_microphone" });
    // A new line would end what goes on; a newer token does not.
    if (BAD_TOKEN.includes(code)) this.listener(this.calls.size > 0 ? { type: "token_ends" } : { type: "lost", isFinal: true });
    return isDeaf;
  }
}

function legOfCall({ parameters, customParameters }: Call): Leg {
  const { CallSid = "", From = "" } = parameters;
  return legOf(CallSid, From, Object.fromEntries(customParameters));
}

const listed = (devices: ReadonlyMap<string, MediaDeviceInfo>): SoundDevice[] =>
  [...devices.values()].map(({ deviceId, label }, index) => ({ id: deviceId, name: label || `Device ${index + 1}` }));
