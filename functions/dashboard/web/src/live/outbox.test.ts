import { expect, test, vi } from "vitest";
import { ApiProblem, Unreachable } from "@/api/problem";
import type { SendAnswer } from "@/api/types";
import { Outbox, type OutboxPorts } from "@/live/outbox";
import { message } from "@/live/samples";

const note = (clientId: string, conversationId = "cnv_1") => ({
  clientId,
  conversationId,
  to: "+14155550123",
  from: "+12015550123",
  body: `text ${clientId}`,
  createdAt: "2026-03-01T10:00:00.000Z",
});

const accepted = (messageId: string): SendAnswer => ({
  success: true,
  messageId,
  jobId: "job_1",
  conversationId: "cnv_1",
  status: "queued",
  encoding: "GSM-7",
  segments: 1,
});

function setUp(send: OutboxPorts["send"], stored = new Map<string, string>()) {
  const ports = {
    send: vi.fn(send),
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    },
    storedAs: "outbox",
    onRefused: vi.fn(),
    onUnreachable: vi.fn(),
  };
  return { ports, stored, outbox: new Outbox(ports) };
}

const states = (outbox: Outbox) => outbox.snapshot().map(({ clientId, state }) => `${clientId} ${state}`);

test("an accepted message stays until the hub's record of it arrives", async () => {
  const { outbox } = setUp(() => Promise.resolve(accepted("m1")));
  outbox.add(note("c1"));
  await vi.waitFor(() => expect(states(outbox)).toEqual(["c1 accepted"]));
  outbox.settle(message({ id: "m1", clientId: "c1" }));
  expect(states(outbox)).toEqual([]);
});

test("the event may overtake the answer", async () => {
  let answer: (value: SendAnswer) => void = () => undefined;
  const { outbox } = setUp(() => new Promise((resolve) => (answer = resolve)));
  outbox.add(note("c1"));
  outbox.settle(message({ id: "m1", clientId: "c1" }));
  answer(accepted("m1"));
  await Promise.resolve();
  expect(states(outbox)).toEqual([]);
});

test("without an answer it waits and goes again under the same clientId", async () => {
  let isUp = false;
  const { outbox, ports } = setUp(() => (isUp ? Promise.resolve(accepted("m1")) : Promise.reject(new Unreachable())));
  outbox.add(note("c1"));
  await vi.waitFor(() => expect(ports.onUnreachable).toHaveBeenCalledOnce());
  expect(states(outbox)).toEqual(["c1 waiting"]);
  isUp = true;
  outbox.flush();
  await vi.waitFor(() => expect(states(outbox)).toEqual(["c1 accepted"]));
  expect(ports.send.mock.calls.map(([sent]) => sent.clientId)).toEqual(["c1", "c1"]);
});

test("a message that never gets an answer is given back after five tries", async () => {
  const { outbox, ports } = setUp(() => Promise.reject(new Unreachable()));
  ports.onUnreachable.mockImplementation(() => outbox.flush());
  outbox.add(note("c1"));
  await vi.waitFor(() => expect(outbox.snapshot()[0]).toMatchObject({ state: "failed", problem: { mayRetry: true } }));
  expect(ports.send).toHaveBeenCalledTimes(5);
});

test("messages of a conversation go in order, one at a time; another conversation does not wait", async () => {
  const answers: (() => void)[] = [];
  const { outbox, ports } = setUp(() => new Promise((resolve) => answers.push(() => resolve(accepted("m")))));
  outbox.add(note("c1"));
  outbox.add(note("c2"));
  outbox.add(note("c3", "cnv_2"));
  expect(ports.send.mock.calls.map(([sent]) => sent.clientId)).toEqual(["c1", "c3"]);
  answers[0]?.();
  await vi.waitFor(() => expect(ports.send).toHaveBeenCalledTimes(3));
  expect(ports.send.mock.calls[2]?.[0].clientId).toBe("c2");
});

test("a refusal keeps the text and says whether trying again helps", async () => {
  const { outbox, ports } = setUp(() => Promise.reject(new ApiProblem(403, "opted_out", "Customer has opted out of SMS")));
  outbox.add(note("c1"));
  await vi.waitFor(() => expect(ports.onRefused).toHaveBeenCalledOnce());
  expect(outbox.snapshot()[0]).toMatchObject({ body: "text c1", state: "failed", problem: { code: "opted_out", mayRetry: false } });
});

test("a passing problem may be retried, again under the same clientId", async () => {
  const answers = [() => Promise.reject(new ApiProblem(503, "unavailable", "Busy")), () => Promise.resolve(accepted("m1"))];
  const { outbox, ports } = setUp(() => (answers.shift() ?? (() => Promise.reject(new Error("no third try"))))());
  outbox.add(note("c1"));
  await vi.waitFor(() => expect(outbox.snapshot()[0]?.problem?.mayRetry).toBe(true));
  outbox.retry("c1");
  await vi.waitFor(() => expect(states(outbox)).toEqual(["c1 accepted"]));
  expect(ports.send.mock.calls[1]?.[0].clientId).toBe("c1");
});

test("files leave with their message, over a reload too", async () => {
  const media = [{ id: "med_1", fileName: "a.png", contentType: "image/png", size: 4, preview: "blob:a" }];
  const first = setUp(() => new Promise(() => undefined));
  first.outbox.add({ ...note("c1"), media });
  const second = setUp(() => Promise.resolve(accepted("m1")), first.stored);
  expect(second.outbox.snapshot()[0]?.media?.[0]?.preview).toBeNull();
  second.outbox.flush();
  await vi.waitFor(() => expect(states(second.outbox)).toEqual(["c1 accepted"]));
  expect(second.ports.send.mock.calls[0]?.[0].mediaIds).toEqual(["med_1"]);
});

test("a reload keeps what had not left", () => {
  const first = setUp(() => new Promise(() => undefined));
  first.outbox.add(note("c1"));
  const second = setUp(() => new Promise(() => undefined), first.stored);
  expect(states(second.outbox)).toEqual(["c1 waiting"]);
});

test("nothing of an erased conversation is kept or sent", async () => {
  const { outbox, ports, stored } = setUp(() => Promise.reject(new Unreachable()));
  outbox.add(note("c1", "cnv_1"));
  outbox.add(note("c2", "cnv_2"));
  await vi.waitFor(() => expect(states(outbox)).toEqual(["c1 waiting", "c2 waiting"]));
  outbox.forget("cnv_1");
  expect(stored.get("outbox")).not.toContain("text c1");
  ports.send.mockClear();
  outbox.flush();
  expect(ports.send.mock.calls.map(([{ clientId }]) => clientId)).toEqual(["c2"]);
});
