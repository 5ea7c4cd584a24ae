import { legOf, type CallSignalling, type Leg, type SignallingEvent, type Ticket } from "@/softphone/signalling";

/** What an `EventSource` is asked for. */
export interface Stream {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

export interface SimulatedPorts {
  openStream: (url: string) => Stream;
  /** The status of the answer. */
  post: (url: string, body: unknown) => Promise<number>;
  now: () => number;
}

const browser: SimulatedPorts = {
  openStream: (url) => new EventSource(url),
  post: async (url, body) =>
    (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).status,
  now: Date.now,
};

/** A token is replaced this long before its end. */
const RENEW_MS = 60_000;
const CLOSED = 2;
const GONE = 404;

interface Ringing {
  sid: string;
  from?: string;
  parameters?: Record<string, string>;
}

/** A line of the simulated carrier: everything but the sound. */
export class SimulatedSignalling implements CallSignalling {
  readonly isSimulated = true;
  private stream: Stream | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listener: (event: SignallingEvent) => void = () => undefined;
  private readonly legs = new Map<string, Leg>();
  private readonly taken = new Set<string>();

  constructor(
    private readonly origin: string,
    private ticket: Ticket,
    private readonly ports: SimulatedPorts = browser,
  ) {}

  listen(listener: (event: SignallingEvent) => void): void {
    this.listener = listener;
  }

  register(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.open(resolve, () => reject(new Error("the simulated carrier refused the token")));
    });
  }

  renew(ticket: Ticket): void {
    this.ticket = ticket;
    const before = this.stream;
    // The stream with the older token ends once the newer one rings, so that no call is missed between them.
    this.open(
      () => before?.close(),
      () => before?.close(),
    );
  }

  close(): void {
    clearTimeout(this.timer);
    this.stream?.close();
    this.stream = null;
    for (const id of this.taken) void this.hangUp(id).catch(() => undefined);
    this.legs.clear();
    this.taken.clear();
  }

  accept = (legId: string): Promise<void> => this.order(legId, "answer");
  reject = (legId: string): Promise<void> => this.order(legId, "decline");
  hangUp = (legId: string): Promise<void> => this.order(legId, "hang_up");

  mute(): void {
    // Nobody hears a simulated line.
  }

  async sendDigits(legId: string, digits: string): Promise<void> {
    for (const press of digits) await this.order(legId, { press });
  }

  devices(): null {
    return null;
  }

  choose(): Promise<void> {
    return Promise.resolve();
  }

  private open(isRegistered: () => void, isRefused: () => void): void {
    clearTimeout(this.timer);
    const stream = this.ports.openStream(this.address("/_dev/clients/events"));
    this.stream = stream;
    const on = (type: string, take: (told: Ringing) => void) =>
      stream.addEventListener(type, ({ data }) => {
        if (this.stream === stream) take(JSON.parse(String(data)) as Ringing);
      });
    on("registered", () => {
      isRegistered();
      this.listener({ type: "registered" });
    });
    on("incoming", (told) => this.listener({ type: "incoming", leg: this.keep(told) }));
    on("accepted", (told) => {
      this.taken.add(told.sid);
      this.listener({ type: "accepted", leg: this.keep(told) });
    });
    on("canceled", ({ sid }) => this.forget("canceled", sid));
    on("ended", ({ sid }) => this.forget("ended", sid));
    stream.addEventListener("error", () => {
      if (this.stream !== stream) return;
      const isFinal = stream.readyState === CLOSED;
      if (isFinal) isRefused();
      this.listener({ type: "lost", isFinal });
    });
    const left = Date.parse(this.ticket.expiresAt) - this.ports.now() - RENEW_MS;
    this.timer = setTimeout(() => this.listener({ type: "token_ends" }), Math.max(left, 1_000));
  }

  /** What `accepted` says of a leg that rang here before is less than what is known. */
  private keep({ sid, from, parameters }: Ringing): Leg {
    const known = this.legs.get(sid);
    const leg = known && from === undefined ? known : legOf(sid, from ?? "", parameters ?? {});
    this.legs.set(sid, leg);
    return leg;
  }

  private forget(type: "canceled" | "ended", sid: string): void {
    this.legs.delete(sid);
    this.taken.delete(sid);
    this.listener({ type, legId: sid });
  }

  private async order(legId: string, act: unknown): Promise<void> {
    const status = await this.ports.post(this.address(`/_dev/clients/calls/${encodeURIComponent(legId)}`), act);
    if (status === GONE && this.legs.has(legId)) this.forget("canceled", legId);
    else if (status >= 300 && status !== GONE) throw new Error(`the simulated carrier answered ${status}`);
  }

  private address(path: string): string {
    const url = new URL(path, this.origin);
    url.searchParams.set("token", this.ticket.token);
    return url.href;
  }
}
