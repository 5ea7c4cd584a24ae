import { ApiProblem, sentenceOf, Unreachable } from "@/api/problem";
import type { CallToken } from "@/api/softphone";
import type { CallSignalling, SignallingEvent } from "@/softphone/signalling";

/** Where this browser stands as a phone. */
export type LineState =
  | { name: "off" | "connecting" | "ready" | "elsewhere" }
  | { name: "no_microphone" | "impossible" | "lost"; sentence: string };

export interface LinePorts {
  token: () => Promise<CallToken>;
  open: (token: CallToken) => Promise<CallSignalling>;
  /** Asks for the microphone and gives it back; throws if there is none. */
  askMicrophone: () => Promise<void>;
  changed: () => void;
  heard: (event: SignallingEvent) => void;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_AT_MOST_MS = 60_000;

const NO_MICROPHONE =
  "The browser gives us no microphone. Press Try again and allow it, or connect one.";

/** The connection to the carrier: made, kept with newer tokens, and made again when it is lost. */
export class Line {
  state: LineState = { name: "off" };
  signalling: CallSignalling | null = null;
  private attempt = 0;
  private connecting: Promise<void> | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: LinePorts) {}

  /** Settled once it is ready, or known why it is not. */
  connect(): Promise<void> {
    if (this.connecting) return this.connecting;
    this.drop("connecting");
    const { attempt } = this;
    this.connecting = this.begin(attempt).finally(() => {
      if (attempt === this.attempt) this.connecting = null;
    });
    return this.connecting;
  }

  private async begin(attempt: number): Promise<void> {
    const isOld = () => attempt !== this.attempt;
    try {
      const token = await this.ports.token();
      if (isOld()) return;
      if (token.simulatedAt === null) await this.ports.askMicrophone().catch(refuseMicrophone);
      if (isOld()) return;
      const signalling = await this.ports.open(token);
      if (isOld()) return signalling.close();
      this.signalling = signalling;
      signalling.listen((event) => !isOld() && this.hear(event));
      await signalling.register();
      if (!isOld()) this.isReady();
    } catch (error) {
      if (!isOld()) this.fail(error);
    }
  }

  /** Ends what there is. */
  drop(name: "off" | "connecting" | "elsewhere"): void {
    this.attempt += 1;
    this.connecting = null;
    clearTimeout(this.timer);
    this.signalling?.close();
    this.signalling = null;
    this.become({ name });
  }

  private hear(event: SignallingEvent): void {
    if (event.type === "registered") this.isReady();
    else if (event.type === "lost") this.lose(event.isFinal);
    else if (event.type === "token_ends") void this.renew();
    else if (event.type === "no_microphone") this.become({ name: "no_microphone", sentence: NO_MICROPHONE });
    else this.ports.heard(event);
  }

  private isReady(): void {
    this.failures = 0;
    if (this.state.name !== "ready") this.become({ name: "ready" });
  }

  /** The adapter comes back by itself, or a new one takes its place. */
  private lose(isFinal: boolean): void {
    if (isFinal) this.retry(null);
    else if (this.state.name === "ready") this.become({ name: "connecting" });
  }

  private async renew(): Promise<void> {
    const { attempt } = this;
    try {
      const token = await this.ports.token();
      if (attempt === this.attempt) this.signalling?.renew(token);
    } catch (error) {
      // What goes on goes on; only the next call would find no line.
      if (attempt === this.attempt) this.timer = setTimeout(() => void this.renew(), this.pause());
      if (error instanceof ApiProblem && !error.isPassing) this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (error instanceof NoMicrophone) this.become({ name: "no_microphone", sentence: NO_MICROPHONE });
    else if (error instanceof ApiProblem && !error.isPassing) this.become({ name: "impossible", sentence: sentenceOf(error) });
    else this.retry(error);
  }

  private retry(error: unknown): void {
    const sentence = error instanceof ApiProblem || error instanceof Unreachable ? sentenceOf(error) : "The carrier can't be reached.";
    this.become({ name: "lost", sentence });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(), this.pause());
  }

  private pause(): number {
    this.failures += 1;
    return Math.min(RETRY_FIRST_MS * 2 ** (this.failures - 1), RETRY_AT_MOST_MS);
  }

  private become(state: LineState): void {
    this.state = state;
    this.ports.changed();
  }
}

class NoMicrophone extends Error {}

function refuseMicrophone(cause: unknown): never {
  throw new NoMicrophone("no microphone", { cause });
}
