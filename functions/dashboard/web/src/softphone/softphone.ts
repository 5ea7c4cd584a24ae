import type { TransferRequest } from "@/api/softphone";
import type { Call } from "@/api/types";
import { Line } from "@/softphone/line";
import { heardBeside, informed, ofLeg, Refusal, type PhoneCall, type PhoneState } from "@/softphone/phone-call";
import type { SoftphonePorts } from "@/softphone/ports";
import type { Leg, SignallingEvent } from "@/softphone/signalling";

/** A leg of one's own has to come within this time. */
const OWN_WITHIN_MS = 30_000;

/** This window as a phone: its line, and the calls on it. */
export class Softphone {
  private calls: readonly PhoneCall[] = [];
  private shown: PhoneState = { line: { name: "off" }, isSimulated: false, calls: [] };
  private readonly listeners = new Set<() => void>();
  /** Legs of calls that somebody dialled, of which it is not known here yet whether it was this window. */
  private readonly unclaimed = new Map<string, Leg>();
  private ownTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly line: Line;

  constructor(private readonly ports: SoftphonePorts) {
    this.line = new Line({
      ...ports,
      token: ports.hub.token,
      changed: () => this.show(),
      heard: (event) => this.hear(event),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): PhoneState => this.shown;

  get isBusy(): boolean {
    return this.calls.some(({ state }) => state !== "ringing");
  }

  devices = () => this.line.signalling?.devices() ?? null;
  choose = async (kind: "microphone" | "speaker", id: string) => this.line.signalling?.choose(kind, id);

  connect = (): Promise<void> => this.line.connect();

  /** Rings no more, here or at all. What goes on ends. */
  disconnect(why: "off" | "elsewhere"): void {
    clearTimeout(this.ownTimer);
    this.unclaimed.clear();
    this.calls = [];
    this.line.drop(why);
  }

  /** What the hub tells of calls. */
  inform(told: readonly Call[]): void {
    for (const facts of told) {
      this.calls = this.calls.map((call) => (call.callId === facts.id ? informed(call, facts) : call));
      if (facts.endedAt !== null) this.isOver(facts.id);
    }
    this.show();
  }

  /** Whatever the carrier forgot to say, the call is over, and nobody is left on a line of it. */
  private isOver(callId: string): void {
    const over = this.calls.filter((call) => call.callId === callId);
    this.calls = this.calls.filter((call) => call.callId !== callId);
    for (const { id, state } of over) if (state !== "dialing") void this.line.signalling?.hangUp(id).catch(() => undefined);
  }

  /** Calls a customer through this window. Throws `Refusal`, or what the hub says. */
  async dial(to: string, from: string | null): Promise<void> {
    await this.beReady();
    if (this.calls.some(({ state }) => state === "dialing")) throw new Refusal("A call is being dialled already.");
    await this.holdOthers(null);
    const id = `dial-${this.ports.now()}`;
    this.calls = [...this.calls, { ...ofLeg({ id, from: to, callId: null, contactName: null, isOwn: true }, "dialing", null) }];
    this.show();
    try {
      const { callId } = await this.ports.hub.initiate(to, from);
      await this.dialled(id, callId);
    } catch (error) {
      this.forget(id);
      throw error;
    }
  }

  /** Answers what rings; whom one talks with goes on hold first. */
  async take(id: string): Promise<void> {
    const call = this.find(id);
    if (call?.state !== "ringing") return;
    await this.holdOthers(id);
    this.change(id, { state: "joining" });
    try {
      await this.line.signalling?.accept(id);
    } catch (error) {
      this.change(id, { state: "ringing" });
      throw error;
    }
  }

  async decline(id: string): Promise<void> {
    await this.line.signalling?.reject(id);
    this.forget(id);
  }

  /** Ends the call for everybody; one that the hub does not know, for this window. */
  async end(id: string): Promise<void> {
    const call = this.find(id);
    if (!call) return;
    const { state, callId } = call;
    this.change(id, { state: "ending" });
    try {
      if (callId !== null) this.inform([await this.ports.hub.end(callId)]);
    } catch (error) {
      if (state === "dialing") throw error;
    } finally {
      if (state === "dialing") this.forget(id);
      else await this.line.signalling?.hangUp(id).catch(() => undefined);
    }
  }

  /** Leaves a call to the others who are on it. */
  async leave(id: string): Promise<void> {
    this.change(id, { state: "ending" });
    await this.line.signalling?.hangUp(id);
  }

  mute(id: string, isMuted: boolean): void {
    this.line.signalling?.mute(id, isMuted);
    this.change(id, { isMuted });
  }

  press = async (id: string, digits: string): Promise<void> => this.line.signalling?.sendDigits(id, digits);

  hold = (id: string, onHold: boolean) => this.ask(id, (callId) => this.ports.hub.hold(callId, onHold));
  transfer = (id: string, transfer: TransferRequest) => this.ask(id, (callId) => this.ports.hub.transfer(callId, transfer));
  completeTransfer = (id: string) => this.ask(id, (callId) => this.ports.hub.completeTransfer(callId));
  takeBack = (id: string) => this.ask(id, (callId) => this.ports.hub.takeBack(callId));

  /** Goes on with a call that is on hold; whom one talks with meanwhile goes on hold. */
  async resume(id: string): Promise<void> {
    await this.holdOthers(id);
    await this.hold(id, false);
  }

  private async ask(id: string, route: (callId: string) => Promise<Call>): Promise<void> {
    const callId = this.find(id)?.callId ?? null;
    if (callId === null) throw new Refusal("The hub does not know this call yet. Try again in a moment.");
    this.inform([await route(callId)]);
  }

  /** Takes calls in this window from now on. Throws `Refusal` while another one is on a call. */
  async takeOver(): Promise<void> {
    if (!(await this.ports.takeTurn())) throw new Refusal("You are on a call in another window.");
  }

  private async beReady(): Promise<void> {
    if (this.line.state.name === "elsewhere") await this.takeOver();
    if (this.line.state.name !== "ready") await this.line.connect();
    const { state } = this.line;
    if (state.name !== "ready") throw new Refusal("sentence" in state ? state.sentence : "This browser is not connected yet.");
  }

  /** Two people at once on one microphone would hear each other's words. */
  private async holdOthers(id: string | null): Promise<void> {
    await Promise.all(heardBeside(this.calls, id).map((call) => this.hold(call.id, true)));
  }

  private hear(event: SignallingEvent): void {
    if (event.type === "incoming") this.rings(event.leg);
    else if (event.type === "accepted") this.accepted(event.leg);
    else if (event.type === "canceled" || event.type === "ended") {
      this.unclaimed.delete(event.legId);
      this.forget(event.legId);
    }
  }

  private rings(leg: Leg): void {
    if (this.find(leg.id)) return;
    if (leg.isOwn) {
      this.unclaimed.set(leg.id, leg);
      const dialling = this.calls.find(({ state }) => state === "dialing");
      if (dialling?.callId && dialling.callId === leg.callId) void this.dialled(dialling.id, dialling.callId);
      return;
    }
    this.calls = [...this.calls, ofLeg(leg, "ringing", null)];
    this.show();
    this.lookUp(leg.callId);
  }

  private accepted(leg: Leg): void {
    const known = this.find(leg.id);
    if (known?.state === "joining") this.change(leg.id, { state: "talking", takenAt: this.ports.now() });
    if (known) return;
    this.calls = [...this.calls, ofLeg(leg, "talking", this.ports.now())];
    this.show();
    this.lookUp(leg.callId);
  }

  /** The hub made the call: its leg to this window is taken as soon as it rings here. */
  private async dialled(id: string, callId: string): Promise<void> {
    clearTimeout(this.ownTimer);
    const dialling = this.find(id);
    const leg = [...this.unclaimed.values()].find((own) => own.callId === callId);
    // Given up before the hub had answered.
    if (!dialling || dialling.state === "ending") return void (await this.ports.hub.end(callId).catch(() => undefined));
    if (!leg) {
      this.change(id, { callId });
      this.ownTimer = setTimeout(() => this.giveUp(id), OWN_WITHIN_MS);
      return;
    }
    this.unclaimed.delete(leg.id);
    this.change(id, { ...ofLeg(leg, "joining", null), address: dialling.address });
    this.lookUp(callId);
    try {
      await this.line.signalling?.accept(leg.id);
    } catch (error) {
      this.forget(leg.id);
      this.ports.failed("Couldn't take the call", error);
    }
  }

  private giveUp(id: string): void {
    if (this.find(id)?.state !== "dialing") return;
    this.forget(id);
    this.ports.failed("Couldn't call", new Refusal("The call did not reach this browser."));
  }

  /** What the carrier does not tell; without it there are the number and the buttons. */
  private lookUp(callId: string | null): void {
    if (callId !== null) void this.ports.hub.call(callId).then((call) => this.inform([call]), () => undefined);
  }

  private find = (id: string): PhoneCall | undefined => this.calls.find((call) => call.id === id);

  private change(id: string, change: Partial<PhoneCall>): void {
    this.calls = this.calls.map((call) => (call.id === id ? { ...call, ...change } : call));
    this.show();
  }

  private forget(id: string): void {
    this.calls = this.calls.filter((call) => call.id !== id);
    this.show();
  }

  private show(): void {
    this.shown = { line: this.line.state, isSimulated: this.line.signalling?.isSimulated ?? false, calls: this.calls };
    for (const listener of this.listeners) listener();
  }
}
