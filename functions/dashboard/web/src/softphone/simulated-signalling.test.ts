import { beforeEach, expect, test, vi } from "vitest";
import type { SignallingEvent } from "@/softphone/signalling";
import { SimulatedSignalling } from "@/softphone/simulated-signalling";

class FakeStream {
  readyState = 1;
  isClosed = false;
  private readonly listeners = new Map<string, (event: { data?: unknown }) => void>();
  constructor(readonly url: string) {}
  addEventListener = (type: string, listener: (event: { data?: unknown }) => void) => void this.listeners.set(type, listener);
  close = () => void (this.isClosed = true);
  brings = (type: string, data: object) => this.listeners.get(type)?.({ data: JSON.stringify(data) });
  fails(readyState: number) {
    this.readyState = readyState;
    this.listeners.get("error")?.({});
  }
}

const TICKET = { token: "tkn 1", expiresAt: "2026-11-21T16:00:00Z" };
const RINGS = { sid: "CA1", from: "+14155550142", to: "client:t_acme_u_ann", parameters: { callId: "call_1", contactName: "Ann" } };
const LEG = { id: "CA1", from: "+14155550142", callId: "call_1", contactName: "Ann", isOwn: false };

function setUp() {
  const streams: FakeStream[] = [];
  const post = vi.fn<(url: string, body: unknown) => Promise<number>>(() => Promise.resolve(200));
  const line = new SimulatedSignalling("http://127.0.0.1:4400", TICKET, {
    openStream: (url) => {
      streams.push(new FakeStream(url));
      return streams.at(-1) as FakeStream;
    },
    post,
    now: Date.now,
  });
  const heard: SignallingEvent[] = [];
  line.listen((event) => heard.push(event));
  const stream = () => streams.at(-1) as FakeStream;
  return { line, streams, stream, post, heard };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T15:00:00Z") });
  return () => vi.useRealTimers();
});

test("while its stream is open, calls ring with their parameters", async () => {
  const { line, stream, heard } = setUp();
  const registered = line.register();
  expect(stream().url).toBe("http://127.0.0.1:4400/_dev/clients/events?token=tkn+1");
  stream().brings("registered", { identity: "t_acme_u_ann" });
  await registered;
  stream().brings("incoming", RINGS);
  stream().brings("accepted", { sid: "CA1" });
  stream().brings("ended", { sid: "CA1" });
  stream().brings("incoming", { ...RINGS, sid: "CA2", parameters: { callId: "call_2", own: "true" } });
  stream().brings("canceled", { sid: "CA2" });
  expect(heard).toEqual([
    { type: "registered" },
    { type: "incoming", leg: LEG },
    { type: "accepted", leg: LEG },
    { type: "ended", legId: "CA1" },
    { type: "incoming", leg: { ...LEG, id: "CA2", callId: "call_2", contactName: null, isOwn: true } },
    { type: "canceled", legId: "CA2" },
  ]);
});

test("orders are posted to the leg, digits one by one", async () => {
  const { line, post } = setUp();
  await line.accept("CA1");
  await line.reject("CA2");
  await line.sendDigits("CA1", "4#");
  await line.hangUp("CA1");
  const at = (sid: string) => `http://127.0.0.1:4400/_dev/clients/calls/${sid}?token=tkn+1`;
  expect(post.mock.calls).toEqual([
    [at("CA1"), "answer"],
    [at("CA2"), "decline"],
    [at("CA1"), { press: "4" }],
    [at("CA1"), { press: "#" }],
    [at("CA1"), "hang_up"],
  ]);
});

test("a leg that another window took is gone", async () => {
  const { line, stream, post, heard } = setUp();
  void line.register();
  stream().brings("incoming", RINGS);
  post.mockResolvedValueOnce(404);
  await line.accept("CA1");
  expect(heard.at(-1)).toEqual({ type: "canceled", legId: "CA1" });
  post.mockResolvedValueOnce(500);
  await expect(line.hangUp("CA1")).rejects.toThrow("500");
});

test("a refused token is final, a lost connection is not", async () => {
  const { line, stream, heard } = setUp();
  const registered = line.register();
  stream().fails(2);
  await expect(registered).rejects.toThrow("refused");
  const again = setUp();
  void again.line.register();
  again.stream().fails(0);
  expect([heard.at(-1), again.heard.at(-1)]).toEqual([
    { type: "lost", isFinal: true },
    { type: "lost", isFinal: false },
  ]);
});

test("a minute before its end a token is asked for, and the older stream ends once the newer one rings", () => {
  const { line, streams, stream, heard } = setUp();
  void line.register();
  stream().brings("registered", {});
  vi.advanceTimersByTime(59 * 60_000);
  expect(heard.at(-1)).toEqual({ type: "token_ends" });
  line.renew({ token: "tkn_2", expiresAt: "2026-11-21T17:00:00Z" });
  expect(streams.map(({ isClosed }) => isClosed)).toEqual([false, false]);
  stream().brings("registered", {});
  expect(streams.map(({ isClosed }) => isClosed)).toEqual([true, false]);
});

test("who leaves hangs up what goes on, and leaves alone what rings", () => {
  const { line, stream, post } = setUp();
  void line.register();
  stream().brings("incoming", RINGS);
  stream().brings("accepted", { sid: "CA1" });
  stream().brings("incoming", { ...RINGS, sid: "CA2" });
  line.close();
  expect(stream().isClosed).toBe(true);
  expect(post.mock.calls.map(([url, act]) => [new URL(url).pathname, act])).toEqual([["/_dev/clients/calls/CA1", "hang_up"]]);
});
