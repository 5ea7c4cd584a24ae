import type { Call } from "@/api/types";
import { legOf, type CallSignalling, type Devices, type Leg, type SignallingEvent, type Ticket } from "@/softphone/signalling";

/** What tests of calls work with. */

export const CUSTOMER = "+14155550142";

export const leg = (id: string, parameters: Record<string, string> = {}): Leg => legOf(id, CUSTOMER, parameters);

export const callFacts = (id: string, facts: Partial<Call> = {}): Call => ({
  id,
  conversationId: "cnv_1",
  direction: "inbound",
  ourNumber: "+12015550123",
  theirAddress: CUSTOMER,
  contactName: "Ann Customer",
  status: "in-progress",
  startedAt: "2026-11-21T15:00:00Z",
  answeredAt: null,
  answeredBy: null,
  endedAt: null,
  durationSeconds: null,
  outcome: null,
  carrierStatus: null,
  consent: null,
  isToBeRecorded: false,
  legs: [],
  rang: [],
  recording: null,
  sid: "CA1",
  version: 1,
  voicemail: null,
  heldSince: null,
  transfers: [],
  ...facts,
});

/** A carrier that does what a test says. */
export class FakeSignalling implements CallSignalling {
  readonly isSimulated = true;
  readonly done: string[] = [];
  readonly tickets: string[];
  isClosed = false;
  private listener: (event: SignallingEvent) => void = () => undefined;

  constructor({ token }: Ticket) {
    this.tickets = [token];
  }

  register = (): Promise<void> => Promise.resolve();
  listen = (listener: (event: SignallingEvent) => void): void => void (this.listener = listener);
  renew = ({ token }: Ticket): void => void this.tickets.push(token);
  close = (): void => void (this.isClosed = true);
  accept = (legId: string): Promise<void> => this.do(`accept ${legId}`);
  reject = (legId: string): Promise<void> => this.do(`reject ${legId}`);
  hangUp = (legId: string): Promise<void> => this.do(`hang up ${legId}`);
  mute = (legId: string, isMuted: boolean): void => void this.do(`${isMuted ? "mute" : "unmute"} ${legId}`);
  sendDigits = (legId: string, digits: string): Promise<void> => this.do(`press ${digits} ${legId}`);
  devices = (): Devices | null => null;
  choose = (): Promise<void> => Promise.resolve();

  tells(...events: SignallingEvent[]): void {
    for (const event of events) this.listener(event);
  }

  private do(what: string): Promise<void> {
    this.done.push(what);
    return Promise.resolve();
  }
}
