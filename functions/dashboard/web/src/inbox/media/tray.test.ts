import { expect, test, vi } from "vitest";
import { ApiProblem, Unreachable } from "@/api/problem";
import { Tray, type TrayPorts } from "@/inbox/media/tray";

const picture = (name: string, size = 4) => new File([new Uint8Array(size)], name, { type: "image/png" });

function setUp(upload: TrayPorts["upload"]) {
  let number = 0;
  const forget = vi.fn();
  const tray = new Tray({ upload, preview: ({ name }) => `blob:${name}`, forget, key: () => `k${++number}` });
  return { tray, forget };
}

const states = (tray: Tray) => tray.snapshot().map(({ file, state }) => `${file.name} ${state}`);

test("files are uploaded at once and handed over in their order", async () => {
  const { tray } = setUp((file) => Promise.resolve(`med_${file.name}`));
  tray.add([picture("a.png"), picture("b.png")]);
  expect(tray.isReady).toBe(false);
  await vi.waitFor(() => expect(tray.isReady).toBe(true));
  expect(tray.take().map(({ id, preview }) => [id, preview])).toEqual([
    ["med_a.png", "blob:a.png"],
    ["med_b.png", "blob:b.png"],
  ]);
  expect(tray.snapshot()).toEqual([]);
});

test("each file has its own problem, and only a passing one may be tried again", async () => {
  const answers = [
    () => Promise.reject(new Unreachable()),
    () => Promise.reject(new ApiProblem(400, "media_type", "No.")),
    () => Promise.resolve("med_1"),
  ];
  const { tray } = setUp(() => (answers.shift() ?? (() => Promise.reject(new Error("no more"))))());
  tray.add([picture("a.png"), picture("b.png")]);
  await vi.waitFor(() => expect(states(tray)).toEqual(["a.png failed", "b.png failed"]));
  const [a, b] = tray.snapshot();
  expect([a?.mayRetry, b?.mayRetry, b?.problem]).toEqual([true, false, "No."]);
  tray.retry("k1");
  await vi.waitFor(() => expect(states(tray)).toEqual(["a.png ready", "b.png failed"]));
});

test("what is removed is not uploaded any more and its preview is let go", async () => {
  const signals: AbortSignal[] = [];
  const { tray, forget } = setUp((_file, _type, _progress, signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  tray.add([picture("a.png")]);
  tray.remove("k1");
  expect([signals[0]?.aborted, tray.snapshot().length]).toEqual([true, 0]);
  expect(forget).toHaveBeenCalledWith("blob:a.png");
  await Promise.resolve();
});

test("the eleventh file and too many bytes are refused with a reason", () => {
  const { tray } = setUp(() => new Promise(() => undefined));
  tray.add(Array.from({ length: 11 }, (_, index) => picture(`${index}.png`)));
  expect(tray.snapshot().at(-1)).toMatchObject({ state: "failed", problem: "At most 10 files fit into one message." });
});
