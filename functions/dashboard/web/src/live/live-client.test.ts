import { beforeEach, expect, test, vi } from "vitest";
import type { Event, SyncAnswer } from "@/api/types";
import { LiveClient } from "@/live/live-client";
import { updated } from "@/live/samples";

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((frame: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  close = vi.fn();
  send = vi.fn();
  constructor(readonly url: string) {}
  brings(...events: Event[]) {
    this.onmessage?.({ data: JSON.stringify({ events }) });
  }
}

const nothingNew = (seq: number): SyncAnswer => ({ events: [], seq, hasMore: false, reset: false });

function setUp(sync: (after: number | null) => Promise<SyncAnswer>) {
  const sockets: FakeSocket[] = [];
  const applied: number[] = [];
  const ports = {
    ticket: vi.fn(() => Promise.resolve({ ticket: "tkt", expiresIn: 60, url: "ws://hub/ws" })),
    sync: vi.fn(sync),
    openSocket: (url: string) => {
      sockets.push(new FakeSocket(url));
      return sockets.at(-1) as unknown as WebSocket;
    },
    apply: (events: readonly Event[]) => void applied.push(...events.map(({ seq }) => seq)),
    reset: vi.fn(),
    isOnline: () => true,
    random: () => 1,
  };
  const live = new LiveClient(ports);
  async function goesLive() {
    await vi.waitFor(() => expect(sockets.at(-1)?.onopen).toBeTruthy());
    const socket = sockets.at(-1) as FakeSocket;
    socket.onopen?.();
    await vi.waitFor(() => expect(live.snapshot()).toBe("live"));
    return socket;
  }
  return { live, ports, sockets, applied, goesLive };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("opens the socket with a ticket and catches up from where the lists were loaded", async () => {
  const { live, ports, sockets, applied, goesLive } = setUp((after) =>
    Promise.resolve(after === null ? nothingNew(4) : { ...nothingNew(5), events: [updated(5)] }),
  );
  await live.begin();
  live.connect();
  await goesLive();
  expect(sockets[0]?.url).toBe("ws://hub/ws?ticket=tkt");
  expect(ports.sync.mock.calls).toEqual([[null], [4]]);
  expect(applied).toEqual([5]);
});

test("a hole is filled by a sync, page by page, before what lies behind it", async () => {
  const { live, applied, goesLive } = setUp((after) => {
    if (after === null || after === 4) return Promise.resolve(nothingNew(4));
    const next = after + 1;
    return Promise.resolve({ events: [updated(next)], seq: 8, hasMore: next < 7, reset: false });
  });
  await live.begin();
  live.connect();
  const socket = await goesLive();
  socket.brings(updated(5));
  socket.brings(updated(8));
  await vi.waitFor(() => expect(applied).toEqual([5, 6, 7, 8]));
});

test("a lost socket comes back by itself with a new ticket, and misses nothing", async () => {
  let newest = 4;
  const { live, ports, sockets, applied, goesLive } = setUp((after) =>
    Promise.resolve(after !== null && after < newest ? { ...nothingNew(newest), events: [updated(newest)] } : nothingNew(newest)),
  );
  await live.begin();
  live.connect();
  const socket = await goesLive();
  newest = 5;
  socket.onclose?.();
  expect(live.snapshot()).toBe("reconnecting");
  await vi.advanceTimersByTimeAsync(500);
  await goesLive();
  expect(sockets).toHaveLength(2);
  expect(ports.ticket).toHaveBeenCalledTimes(2);
  expect(applied).toEqual([5]);
});

test("each failure waits longer, up to half a minute", async () => {
  const { live, ports } = setUp(() => Promise.resolve(nothingNew(4)));
  ports.ticket.mockRejectedValue(new Error("down"));
  live.connect();
  for (const delayMs of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const before = ports.ticket.mock.calls.length;
    await vi.advanceTimersByTimeAsync(delayMs - 1);
    expect(ports.ticket).toHaveBeenCalledTimes(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(ports.ticket).toHaveBeenCalledTimes(before + 1);
  }
});

test("when the hub no longer keeps what was missed, everything is loaded anew", async () => {
  const { live, ports, applied, goesLive } = setUp((after) =>
    Promise.resolve(after === null ? nothingNew(4) : { events: [], seq: 900, hasMore: false, reset: true }),
  );
  await live.begin();
  live.connect();
  const socket = await goesLive();
  expect(ports.reset).toHaveBeenCalledOnce();
  socket.brings(updated(901));
  expect(applied).toEqual([901]);
});

test("lists loaded without a known start are loaded anew once it is known", async () => {
  let isUp = false;
  const { live, ports, goesLive } = setUp(() => (isUp ? Promise.resolve(nothingNew(4)) : Promise.reject(new Error("down"))));
  await live.begin();
  isUp = true;
  live.connect();
  await goesLive();
  expect(ports.reset).toHaveBeenCalledOnce();
});

test("a socket that no longer answers pings is replaced", async () => {
  const { live, sockets, goesLive } = setUp(() => Promise.resolve(nothingNew(4)));
  await live.begin();
  live.connect();
  const socket = await goesLive();
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(socket.send).toHaveBeenCalledWith('{"ping":true}');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(live.snapshot()).toBe("reconnecting");
  await vi.advanceTimersByTimeAsync(500);
  expect(sockets).toHaveLength(2);
});
