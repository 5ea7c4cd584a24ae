import { expect, test } from "vitest";
import type { Plan } from "@/settings/numbers/routing";
import { stepsOf } from "@/settings/numbers/way-steps";

const names = { of: ({ userId, phone }: { userId: string | null; phone: string | null }) => phone ?? userId ?? "" };
const rung = (...people: string[]) => people.map((userId) => ({ userId, phone: null }));
const dial = (fields: Partial<Extract<Plan, { kind: "dial" }>>): Plan => ({
  kind: "dial",
  opening: null,
  notice: null,
  way: "ring",
  rung: rung("Ann"),
  seconds: 20,
  order: "together",
  isRecorded: false,
  ...fields,
});
const told = (...plans: Plan[]) => stepsOf(plans, names).map(({ title, words }) => (words === null ? title : `${title}: ${words}`));

test("a call that nobody takes goes on to the message", () => {
  const message: Plan = { kind: "message", greeting: [{ words: "Please speak." }], isTranscribed: true };
  expect(told(dial({ opening: { words: "Welcome." }, notice: "This call may be recorded.", isRecorded: true }), message)).toEqual([
    "A customer calls",
    "They hear: “Welcome.”",
    "They hear: “This call may be recorded.”",
    "It rings Ann: For 20 seconds",
    "Whoever takes it talks with them: Recorded",
    "If nobody takes it: they hear: “Please speak.”",
    "They leave a message: It is written down, too",
  ]);
});

test.each([
  [rung("Ann", "Bo", "Ann"), "It rings Ann and Bo: For 20 seconds each, one after the other"],
  [rung("Ann", "Bo", "Cy", "Di"), "It rings Ann, Bo, Cy and Di: For 20 seconds each, one after the other"],
  [rung("Ann", "Bo", "Cy", "Di", "Ed"), "It rings Ann, Bo, Cy and 2 more: For 20 seconds each, one after the other"],
  [rung("Ann"), "It rings Ann: For 20 seconds"],
])("whom it rings: %j", (people, words) => {
  expect(told(dial({ rung: people, order: "sequential" }))).toContain(words);
});

test("an announcement ends the call", () => {
  expect(told({ kind: "speak", heard: [{ soundUrl: "https://files.example.com/a.mp3" }] })).toEqual([
    "A customer calls",
    "They hear a recording: https://files.example.com/a.mp3",
    "The call ends",
  ]);
});
