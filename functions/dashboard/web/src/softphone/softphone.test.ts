import { beforeEach, expect, test, vi } from "vitest";
import { Unreachable } from "@/api/problem";
import { callFacts, CUSTOMER, leg } from "@/softphone/samples";
import { refusal, setUp, settled, token } from "@/softphone/stage";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T15:00:00Z") });
  return () => vi.useRealTimers();
});

test("a call rings, is taken, muted and ended", async () => {
  const { phone, hub, line, calls, talksTo } = setUp();
  await phone.connect();
  expect(phone.snapshot().line.name).toBe("ready");
  await talksTo("leg1", "call_1");
  expect(calls()).toEqual(["leg1 talking"]);
  expect(phone.snapshot().calls[0]).toMatchObject({ contactName: "Ann Customer", takenAt: Date.now() });
  phone.mute("leg1", true);
  await phone.press("leg1", "42#");
  await phone.end("leg1");
  expect(hub.end).toHaveBeenCalledWith("call_1");
  line().tells({ type: "ended", legId: "leg1" });
  expect(calls()).toEqual([]);
  expect(line().done).toEqual(["accept leg1", "mute leg1", "press 42# leg1", "hang up leg1"]);
});

test("what stops ringing is shown no more, and what is declined neither", async () => {
  const { phone, line, calls } = setUp();
  await phone.connect();
  line().tells({ type: "incoming", leg: leg("leg1") }, { type: "incoming", leg: leg("leg2") });
  expect(calls()).toEqual(["leg1 ringing", "leg2 ringing"]);
  line().tells({ type: "canceled", legId: "leg1" });
  await phone.decline("leg2");
  expect(calls()).toEqual([]);
  expect(line().done).toEqual(["reject leg2"]);
});

test("a call that went on before the page was loaded goes on", async () => {
  const { phone, line, calls } = setUp();
  await phone.connect();
  line().tells({ type: "accepted", leg: leg("leg1", { callId: "call_1" }) });
  expect(calls()).toEqual(["leg1 talking"]);
});

test.each([
  ["after", "the hub's answer"],
  ["before", "the hub's answer"],
])("one's own call is taken by itself when its leg comes %s %s", async (when) => {
  const { phone, hub, line, calls } = setUp();
  await phone.connect();
  const own = { type: "incoming", leg: leg("leg9", { callId: "call_out", own: "true" }) } as const;
  if (when === "before") hub.initiate.mockImplementationOnce(() => {
    line().tells(own);
    return Promise.resolve({ success: true, callId: "call_out", callSid: "CA9" });
  });
  await phone.dial(CUSTOMER, "+12015550123");
  if (when === "after") line().tells(own);
  await settled();
  expect(hub.initiate).toHaveBeenCalledWith(CUSTOMER, "+12015550123");
  expect(line().done).toEqual(["accept leg9"]);
  expect(calls()).toEqual(["leg9 joining"]);
});

test("a call that was dialled in another window does not ring here", async () => {
  const { phone, line, calls } = setUp();
  await phone.connect();
  line().tells({ type: "incoming", leg: leg("leg9", { callId: "call_other", own: "true" }) });
  await phone.dial(CUSTOMER, null);
  await settled();
  expect(line().done).toEqual([]);
  expect(calls()).toEqual([expect.stringMatching(/^dial-\d+ dialing$/)]);
});

test("a call that the hub refuses, or that does not come here, is shown no more", async () => {
  const { phone, hub, ports, calls } = setUp();
  await phone.connect();
  hub.initiate.mockRejectedValueOnce(refusal(502, "call_refused"));
  await expect(phone.dial(CUSTOMER, null)).rejects.toThrow("No.");
  expect(calls()).toEqual([]);
  await phone.dial(CUSTOMER, null);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(calls()).toEqual([]);
  expect(ports.failed).toHaveBeenCalledOnce();
});

test("who gives up before the hub has answered ends the call that it makes", async () => {
  const { phone, hub, calls } = setUp();
  await phone.connect();
  let answer: (reply: { success: boolean; callId: string; callSid: string }) => void = () => undefined;
  hub.initiate.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const dialled = phone.dial(CUSTOMER, null);
  await settled();
  await phone.end(phone.snapshot().calls[0]?.id ?? "");
  answer({ success: true, callId: "call_out", callSid: "CA9" });
  await dialled;
  expect(hub.end).toHaveBeenCalledWith("call_out");
  expect(calls()).toEqual([]);
});

test("the window that dials takes the calls over from another one", async () => {
  const { phone, ports, hub } = setUp();
  phone.disconnect("elsewhere");
  await phone.dial(CUSTOMER, null);
  expect(ports.takeTurn).toHaveBeenCalledOnce();
  expect(hub.initiate).toHaveBeenCalledOnce();
  phone.disconnect("elsewhere");
  ports.takeTurn.mockResolvedValueOnce(false);
  await expect(phone.dial(CUSTOMER, null)).rejects.toThrow("You are on a call in another window.");
});

test("news of a call takes its place by version, and its end ends it here", async () => {
  const { phone, calls, talksTo } = setUp();
  await phone.connect();
  await talksTo("leg1", "call_1");
  phone.inform([callFacts("call_1", { version: 7, heldSince: "2026-11-21T15:02:00Z" }), callFacts("call_1", { version: 6 })]);
  expect(phone.snapshot().calls[0]?.facts?.heldSince).toBe("2026-11-21T15:02:00Z");
  phone.inform([callFacts("call_2", { version: 9, endedAt: "2026-11-21T15:03:00Z" })]);
  expect(calls()).toEqual(["leg1 talking"]);
  phone.inform([callFacts("call_1", { version: 9, endedAt: "2026-11-21T15:03:00Z" })]);
  expect(calls()).toEqual([]);
});

test("a newer token is fetched before the old one ends", async () => {
  const { phone, hub, line } = setUp();
  await phone.connect();
  hub.token.mockRejectedValueOnce(new Unreachable()).mockResolvedValueOnce(token("tkn_2"));
  line().tells({ type: "token_ends" });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(line().tickets).toEqual(["tkn_1", "tkn_2"]);
  expect(phone.snapshot().line.name).toBe("ready");
});

test("a line that is lost is made again", async () => {
  const { phone, ports, line } = setUp();
  await phone.connect();
  line().tells({ type: "lost", isFinal: false });
  expect(phone.snapshot().line.name).toBe("connecting");
  line().tells({ type: "registered" });
  expect(phone.snapshot().line.name).toBe("ready");
  line().tells({ type: "lost", isFinal: true });
  expect(phone.snapshot().line.name).toBe("lost");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ports.open).toHaveBeenCalledTimes(2);
  expect(phone.snapshot().line.name).toBe("ready");
});

test.each([
  [refusal(409, "not_connected", "No Twilio account is connected."), "impossible", "No Twilio account is connected."],
  [refusal(403, "forbidden", "Your role can't call."), "impossible", "Your role can't call."],
  [refusal(503, "unavailable", "Try again in a moment."), "lost", "Try again in a moment."],
])("the hub's %s makes the line %s", async (error, name, sentence) => {
  const { phone, hub } = setUp();
  hub.token.mockRejectedValueOnce(error);
  await phone.connect();
  expect(phone.snapshot().line).toEqual({ name, sentence });
});

test("the microphone is asked for with Twilio alone, and a refusal is told", async () => {
  const { phone, hub, ports } = setUp();
  await phone.connect();
  expect(ports.askMicrophone).not.toHaveBeenCalled();
  hub.token.mockResolvedValueOnce({ ...token(), simulatedAt: null as unknown as string });
  ports.askMicrophone.mockRejectedValueOnce(new Error("NotAllowedError"));
  await phone.connect();
  expect(phone.snapshot().line.name).toBe("no_microphone");
});

test("switched off while it connects, it rings no more", async () => {
  const { phone, line } = setUp();
  const connected = phone.connect();
  phone.disconnect("off");
  await connected;
  expect(phone.snapshot().line.name).toBe("off");
  await phone.connect();
  phone.disconnect("off");
  expect(line().isClosed).toBe(true);
});
