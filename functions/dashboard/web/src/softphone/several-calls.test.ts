import { beforeEach, expect, test, vi } from "vitest";
import { callFacts, leg } from "@/softphone/samples";
import { refusal, setUp } from "@/softphone/stage";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T15:00:00Z") });
  return () => vi.useRealTimers();
});

test("who takes a second call puts the first one on hold, and comes back to it", async () => {
  const { phone, hub, line, talksTo } = setUp();
  await phone.connect();
  await talksTo("leg1", "call_1");
  await talksTo("leg2", "call_2");
  expect(hub.hold.mock.calls).toEqual([["call_1", true]]);
  expect(line().done).toEqual(["accept leg1", "accept leg2"]);
  await phone.resume("leg1");
  expect(hub.hold.mock.calls.slice(1)).toEqual([
    ["call_2", true],
    ["call_1", false],
  ]);
});

test("a second call is not taken if the first one can't be held", async () => {
  const { phone, hub, line, calls, talksTo } = setUp();
  await phone.connect();
  await talksTo("leg1", "call_1");
  hub.hold.mockRejectedValueOnce(refusal(409, "not_connected_yet"));
  line().tells({ type: "incoming", leg: leg("leg2", { callId: "call_2" }) });
  await expect(phone.take("leg2")).rejects.toThrow("No.");
  expect(calls()).toEqual(["leg1 talking", "leg2 ringing"]);
});

test("who talks with a colleague about a call takes no other one meanwhile", async () => {
  const { phone, hub, line, calls, talksTo } = setUp();
  await phone.connect();
  await talksTo("leg1", "call_1");
  const to = { way: "transfer", userId: "usr_bo", phone: null } as const;
  const transfer = { id: 1, kind: "warm", to, reason: null, by: "usr_ann", at: "2026-11-21T15:01:00Z", state: "talking", endedAt: null } as const;
  phone.inform([callFacts("call_1", { version: 2, heldSince: "2026-11-21T15:01:00Z", transfers: [transfer] })]);
  line().tells({ type: "incoming", leg: leg("leg2", { callId: "call_2" }) });
  await expect(phone.take("leg2")).rejects.toThrow("Complete the transfer first");
  expect(calls()).toEqual(["leg1 talking", "leg2 ringing"]);
  expect(hub.hold).not.toHaveBeenCalled();
});

test("a colleague who was only asked leaves without ending the customer's call", async () => {
  const { phone, hub, line, calls, talksTo } = setUp();
  await phone.connect();
  await talksTo("leg1", "call_1");
  await phone.leave("leg1");
  expect(hub.end).not.toHaveBeenCalled();
  expect(line().done).toEqual(["accept leg1", "hang up leg1"]);
  line().tells({ type: "ended", legId: "leg1" });
  expect(calls()).toEqual([]);
});

test("nobody stays on a line of a call that is over", async () => {
  const { phone, line, calls, talksTo } = setUp();
  await phone.connect();
  await talksTo("leg1", "call_1");
  phone.inform([callFacts("call_1", { version: 3, endedAt: "2026-11-21T15:02:00Z" })]);
  expect(calls()).toEqual([]);
  expect(line().done).toEqual(["accept leg1", "hang up leg1"]);
});
