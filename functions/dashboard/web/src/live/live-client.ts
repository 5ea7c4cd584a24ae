import type { Event, SocketTicket, SyncAnswer } from "@/api/types";
import { hasGap, receive, receiveSync, startAt, unstarted, type Sequence, type Step } from "@/live/sequence";

/**
 * Keeps the tab's state equal to the hub's: one socket, opened with a single-use
 * ticket, and `/api/sync` for whatever the socket did not bring. Never polls.
 */
export type Connection = "connecting" | "live" | "reconnecting" | "offline";

export interface LivePorts {
  ticket: () => Promise<SocketTicket>;
  sync: (after: number | null) => Promise<SyncAnswer>;
  openSocket: (url: string) => WebSocket;
  apply: (events: readonly Event[]) => void;
  /** A teammate writes in a conversation at this moment. */
  writes?: (conversationId: string, userId: string) => void;
  /** The hub no longer keeps what was missed: load everything anew. */
  reset: () => void;
  isOnline: () => boolean;
  random: () => number;
}

const PING_MS = 5 * 60_000;
const PONG_WITHIN_MS = 10_000;
const RETRY_FIRST_MS = 500;
const RETRY_AT_MOST_MS = 30_000;

export class LiveClient {
  private connection: Connection = "connecting";
  private sequence: Sequence = unstarted;
  private hasBegun = false;
  private socket: WebSocket | null = null;
  private catchingUp: Promise<void> | null = null;
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private failures = 0;
  /** Each attempt to connect has its own number; what an older one still reports is ignored. */
  private attempt = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly ports: LivePorts) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Connection => this.connection;

  /**
   * Notes where the tenant's events stand. Lists loaded after this promise is
   * settled lack nothing that the first sync will not bring.
   */
  async begin(): Promise<void> {
    await this.start().catch(() => undefined);
    this.hasBegun = true;
  }

  connect(): void {
    this.drop();
    if (!this.ports.isOnline()) {
      this.become("offline");
      return;
    }
    this.become(this.failures === 0 && this.connection === "connecting" ? "connecting" : "reconnecting");
    void this.open(this.attempt);
  }

  /** The device lost its network. */
  suspend(): void {
    this.drop();
    this.become("offline");
  }

  /** Connects now instead of waiting for the next turn, unless all is well. */
  hurry(): void {
    if (this.connection !== "live") this.connect();
  }

  /** Tells the hub something that only counts now: without an open socket it is not said. */
  say(words: Readonly<Record<string, unknown>>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(words));
  }

  stop(): void {
    this.drop();
  }

  private async open(attempt: number): Promise<void> {
    try {
      const { url, ticket } = await this.ports.ticket();
      if (attempt !== this.attempt) return;
      const socket = this.ports.openSocket(`${url}?ticket=${encodeURIComponent(ticket)}`);
      this.socket = socket;
      socket.onopen = () => void this.opened(attempt);
      socket.onmessage = (frame: MessageEvent<string>) => this.received(attempt, frame.data);
      socket.onclose = () => this.retryLater(attempt);
    } catch {
      this.retryLater(attempt);
    }
  }

  private async opened(attempt: number): Promise<void> {
    try {
      // A catch-up from before this socket was open may have missed what came in between.
      await this.catchingUp?.catch(() => undefined);
      await this.catchUp();
    } catch {
      this.retryLater(attempt);
      return;
    }
    if (attempt !== this.attempt) return;
    this.failures = 0;
    this.become("live");
    this.pingLater(attempt);
  }

  private received(attempt: number, data: string): void {
    if (attempt !== this.attempt) return;
    const frame = JSON.parse(data) as { events?: Event[]; pong?: boolean; typing?: { conversationId: string; userId: string } };
    if (frame.pong) this.pingLater(attempt);
    if (frame.typing) this.ports.writes?.(frame.typing.conversationId, frame.typing.userId);
    if (!frame.events) return;
    this.take(receive(this.sequence, frame.events));
    if (hasGap(this.sequence)) void this.catchUp().catch(() => this.retryLater(attempt));
  }

  /** One catch-up at a time; the socket's events meanwhile are held by the sequence. */
  private catchUp(): Promise<void> {
    this.catchingUp ??= this.syncToEnd().finally(() => {
      this.catchingUp = null;
    });
    return this.catchingUp;
  }

  private async syncToEnd(): Promise<void> {
    if (this.sequence.last === null) {
      await this.start();
      // Lists loaded before a start was known may lack events from before it.
      if (this.hasBegun) this.ports.reset();
      return;
    }
    for (;;) {
      const answer = await this.ports.sync(this.sequence.last);
      if (answer.reset) {
        this.take(startAt(this.sequence, answer.seq));
        this.ports.reset();
        return;
      }
      const before: number | null = this.sequence.last;
      this.take(receiveSync(this.sequence, answer));
      if (!answer.hasMore && !hasGap(this.sequence)) return;
      if (this.sequence.last === before) throw new Error("the hub's events do not continue");
    }
  }

  private async start(): Promise<void> {
    const { seq } = await this.ports.sync(null);
    if (this.sequence.last === null) this.take(startAt(this.sequence, seq));
  }

  private take({ sequence, ready }: Step): void {
    this.sequence = sequence;
    if (ready.length > 0) this.ports.apply(ready);
  }

  private pingLater(attempt: number): void {
    this.clearTimers();
    this.after(PING_MS, () => {
      this.socket?.send(JSON.stringify({ ping: true }));
      this.after(PONG_WITHIN_MS, () => this.retryLater(attempt));
    });
  }

  private retryLater(attempt: number): void {
    if (attempt !== this.attempt) return;
    this.drop();
    this.become(this.ports.isOnline() ? "reconnecting" : "offline");
    const ceiling = Math.min(RETRY_AT_MOST_MS, RETRY_FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    this.after(ceiling * (0.5 + this.ports.random() / 2), () => this.connect());
  }

  private drop(): void {
    this.attempt += 1;
    this.clearTimers();
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  private after(delayMs: number, action: () => void): void {
    this.timers.add(setTimeout(action, delayMs));
  }

  private clearTimers(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private become(connection: Connection): void {
    if (connection === this.connection) return;
    this.connection = connection;
    for (const listener of this.listeners) listener();
  }
}
