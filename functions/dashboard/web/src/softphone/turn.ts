/**
 * Which window of a person takes their calls: one rings, the others wait for it to close. A window that dials takes
 * the turn over, unless the one that has it is on a call.
 */

export interface TurnPorts {
  locks: Pick<LockManager, "request">;
  channel: Pick<BroadcastChannel, "postMessage" | "close" | "onmessage">;
  /** Names this window among those of the browser. */
  id: string;
  /** Whether this window is on a call. */
  isBusy: () => boolean;
  changed: (hasTurn: boolean) => void;
}

/** A window that is frozen says nothing, and loses its turn; one that is only busy answers in this time. */
const ANSWER_WITHIN_MS = 2_000;

type Message = { type: "may_i"; from: string } | { type: "busy" | "free"; to: string };

export class Turn {
  private release: (() => void) | null = null;
  private waiting: AbortController | null = null;
  private answered: ((isFree: boolean) => void) | null = null;
  private isOver = false;

  constructor(
    private readonly name: string,
    private readonly ports: TurnPorts,
  ) {
    ports.channel.onmessage = ({ data }: MessageEvent<Message>) => this.hear(data);
  }

  /** Takes the turn if nobody has it, and waits for it otherwise. */
  async join(): Promise<void> {
    let isTaken = false;
    await this.ask({ ifAvailable: true }, () => (isTaken = true));
    if (isTaken) this.wait();
  }

  /** Takes the turn over. `false` if the window that has it is on a call. */
  async take(): Promise<boolean> {
    if (this.release) return true;
    if (!(await this.mayTake())) return false;
    this.waiting?.abort();
    return new Promise((resolve) => {
      void this.ask({ steal: true }, () => undefined, () => resolve(true)).then(() => resolve(false));
    });
  }

  leave(): void {
    this.isOver = true;
    this.waiting?.abort();
    this.release?.();
    this.release = null;
    this.ports.channel.close();
  }

  private wait(): void {
    this.ports.changed(false);
    this.waiting = new AbortController();
    void this.ask({ signal: this.waiting.signal }, () => undefined);
  }

  /** Settled once the lock is here no more, or was not given. */
  private async ask(options: LockOptions, refused: () => void, given: () => void = () => undefined): Promise<void> {
    let wasGiven = false;
    try {
      await this.ports.locks.request(this.name, options, (lock) => {
        if (lock === null || this.isOver) {
          refused();
          return undefined;
        }
        wasGiven = true;
        return new Promise<void>((resolve) => {
          this.release = resolve;
          this.ports.changed(true);
          given();
        });
      });
    } catch {
      // Another window took it over; a request that was given up says so in the same way.
      if (!wasGiven) return;
      this.release = null;
      if (!this.isOver) this.wait();
    }
  }

  private async mayTake(): Promise<boolean> {
    const answer = new Promise<boolean>((resolve) => {
      this.answered = resolve;
      setTimeout(() => resolve(true), ANSWER_WITHIN_MS);
    });
    this.ports.channel.postMessage({ type: "may_i", from: this.ports.id } satisfies Message);
    return answer;
  }

  private hear(message: Message): void {
    if (message.type === "may_i") {
      if (!this.release) return;
      const type = this.ports.isBusy() ? "busy" : "free";
      this.ports.channel.postMessage({ type, to: message.from } satisfies Message);
    } else if (message.to === this.ports.id) this.answered?.(message.type === "free");
  }
}
