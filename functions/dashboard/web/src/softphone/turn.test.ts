import { beforeEach, expect, test, vi } from "vitest";
import { Turn } from "@/softphone/turn";

type Given = (lock: Lock | null) => unknown;

/** One lock, as a browser gives it to its windows. */
class FakeLocks {
  private holder: { reject: (reason: Error) => void } | null = null;
  private readonly queue: { given: Given; resolve: (value: unknown) => void; reject: (reason: Error) => void }[] = [];

  request = ((_name: string, options: LockOptions, given: Given) => {
    if (options.ifAvailable && this.holder) return Promise.resolve(given(null));
    return new Promise((resolve, reject) => {
      const asked = { given, resolve, reject };
      options.signal?.addEventListener("abort", () => {
        const at = this.queue.indexOf(asked);
        if (at >= 0) this.queue.splice(at, 1);
        reject(new Error("AbortError"));
      });
      if (options.steal) {
        this.holder?.reject(new Error("AbortError"));
        this.holder = null;
        this.queue.unshift(asked);
      } else this.queue.push(asked);
      this.next();
    });
  }) as unknown as LockManager["request"];

  private next(): void {
    if (this.holder) return;
    const asked = this.queue.shift();
    if (!asked) return;
    const holder = { reject: asked.reject };
    this.holder = holder;
    void Promise.resolve(asked.given({ name: "turn", mode: "exclusive" })).then((value) => {
      asked.resolve(value);
      if (this.holder !== holder) return;
      this.holder = null;
      this.next();
    });
  }
}

function setUp() {
  const locks = new FakeLocks();
  const channels: { onmessage: ((event: MessageEvent) => void) | null }[] = [];
  return (id: string) => {
    const channel = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage: (data: unknown) => {
        for (const other of channels) if (other !== channel) other.onmessage?.({ data } as MessageEvent);
      },
      close: () => void channels.splice(channels.indexOf(channel), 1),
    };
    channels.push(channel);
    const window = { has: null as boolean | null, isBusy: false };
    const turn = new Turn("turn", {
      locks,
      channel,
      id,
      isBusy: () => window.isBusy,
      changed: (has) => (window.has = has),
    });
    return { turn, window, channel };
  };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("one window rings, and the next one takes its place when it closes", async () => {
  const open = setUp();
  const [first, second] = [open("first"), open("second")];
  void first.turn.join();
  await settled();
  void second.turn.join();
  await settled();
  expect([first.window.has, second.window.has]).toEqual([true, false]);
  first.turn.leave();
  await settled();
  expect(second.window.has).toBe(true);
});

test("a window takes the turn over, and the other one waits for it again", async () => {
  const open = setUp();
  const [first, second] = [open("first"), open("second")];
  void first.turn.join();
  await settled();
  void second.turn.join();
  await settled();
  await expect(second.turn.take()).resolves.toBe(true);
  await settled();
  expect([first.window.has, second.window.has]).toEqual([false, true]);
  second.turn.leave();
  await settled();
  expect(first.window.has).toBe(true);
});

test("a window that is on a call keeps its turn", async () => {
  const open = setUp();
  const [first, second] = [open("first"), open("second")];
  void first.turn.join();
  await settled();
  void second.turn.join();
  await settled();
  first.window.isBusy = true;
  await expect(second.turn.take()).resolves.toBe(false);
  expect([first.window.has, second.window.has]).toEqual([true, false]);
});

test("a window that is frozen loses its turn", async () => {
  const open = setUp();
  const [first, second] = [open("first"), open("second")];
  void first.turn.join();
  await settled();
  first.window.isBusy = true;
  first.channel.onmessage = null;
  void second.turn.join();
  await settled();
  const taken = second.turn.take();
  await vi.advanceTimersByTimeAsync(2_500);
  await expect(taken).resolves.toBe(true);
});
