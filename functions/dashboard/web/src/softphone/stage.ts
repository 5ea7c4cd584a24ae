import { vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import type { CallToken } from "@/api/softphone";
import { callFacts, FakeSignalling, leg } from "@/softphone/samples";
import { Softphone } from "@/softphone/softphone";

/** A softphone over a hub and lines that tests look into. */

export const token = (name = "tkn_1"): CallToken => ({ token: name, identity: "t_acme_u_ann", expiresAt: "2026-11-21T16:00:00Z", simulatedAt: "http://hub" });

export function setUp() {
  const lines: FakeSignalling[] = [];
  const hub = {
    token: vi.fn(() => Promise.resolve(token())),
    call: vi.fn((id: string) => Promise.resolve(callFacts(id))),
    initiate: vi.fn(() => Promise.resolve({ success: true, callId: "call_out", callSid: "CA9" })),
    hold: vi.fn((id: string, on: boolean) => Promise.resolve(callFacts(id, { version: 2, heldSince: on ? "2026-11-21T15:01:00Z" : null }))),
    transfer: vi.fn((id: string) => Promise.resolve(callFacts(id, { version: 3 }))),
    completeTransfer: vi.fn((id: string) => Promise.resolve(callFacts(id, { version: 4 }))),
    takeBack: vi.fn((id: string) => Promise.resolve(callFacts(id, { version: 4 }))),
    end: vi.fn((id: string) => Promise.resolve(callFacts(id, { version: 5 }))),
  };
  const ports = {
    hub,
    open: vi.fn((ticket: CallToken) => {
      lines.push(new FakeSignalling(ticket));
      return Promise.resolve(lines.at(-1) as FakeSignalling);
    }),
    askMicrophone: vi.fn(() => Promise.resolve()),
    takeTurn: vi.fn(() => Promise.resolve(true)),
    failed: vi.fn(),
    now: Date.now,
  };
  const phone = new Softphone(ports);
  const line = () => lines.at(-1) as FakeSignalling;
  const calls = () => phone.snapshot().calls.map(({ id, state }) => `${id} ${state}`);
  async function talksTo(id: string, callId: string) {
    line().tells({ type: "incoming", leg: leg(id, { callId }) });
    await phone.take(id);
    line().tells({ type: "accepted", leg: leg(id, { callId }) });
    await settled();
  }
  return { phone, hub, ports, line, calls, talksTo };
}

export const settled = () => vi.advanceTimersByTimeAsync(0);
export const refusal = (status: number, code: string, sentence = "No.") => new ApiProblem(status, code, sentence);
