import { expect, test } from "vitest";
import type { OwnNumber } from "@/api/account-types";
import { isSameNumber, modesFor, numberPatch, numberSchema, numberValuesOf } from "@/settings/numbers/number-form";

const number: OwnNumber = {
  id: "num_12015550123",
  number: "+12015550123",
  label: "Front desk",
  channel: "sms",
  state: "active",
  capabilities: { sms: true, mms: true, voice: true },
  optOutHandling: "provider",
  businessHours: null,
  voice: {
    mode: "greeting",
    afterHours: "same",
    forwardTo: null,
    assistantNumber: null,
    ringSeconds: 20,
    ringOrder: "together",
    team: [],
    greeting: null,
    greetingUrl: null,
    voicemail: { on: true, greeting: null, greetingUrl: null, transcribe: false },
  },
  pace: null,
  version: 3,
};
const values = numberValuesOf(number);
const forwarded = { mode: "forward", forwardTo: "+14155550100" } as const;

test("a number as the hub sends it is valid as it is", () => {
  expect(numberSchema.parse(values)).toEqual(values);
});

test.each([
  ["forwardTo", { mode: "forward" }],
  ["forwardTo", { mode: "forward", forwardTo: "home" }],
  ["ringSeconds", { ...forwarded, ringSeconds: Number.NaN }],
  ["ringSeconds", { ...forwarded, ringSeconds: 4 }],
  ["ringSeconds", { ...forwarded, ringSeconds: 61 }],
  ["forwardTo", { afterHours: "forward" }],
  ["ringSeconds", { mode: "ring", ringSeconds: 4 }],
  ["team", { mode: "ring", team: [{ userId: "usr_ann", phone: "home" }] }],
  ["team", { mode: "ring", team: Array.from({ length: 11 }, (_, index) => ({ userId: `usr_${index}`, phone: "" })) }],
  ["greetingUrl", { greetingIs: "recorded" }],
  ["greetingUrl", { greetingIs: "recorded", greetingUrl: "http://files.example.com/a.mp3" }],
  ["greetingUrl", { greetingIs: "recorded", greetingUrl: "https://localhost/a.mp3" }],
  ["messageGreetingUrl", { messageGreetingIs: "recorded", messageGreetingUrl: "a.mp3" }],
  ["label", { label: "x".repeat(61) }],
  ["label", { label: " " }],
  ["pace", { pace: "fast" }],
  ["pace", { pace: "0" }],
  ["pace", { pace: "1001" }],
] as const)("%s is refused: %j", (field, fields) => {
  expect(numberSchema.safeParse({ ...values, ...fields }).error?.issues.map(({ path }) => path[0])).toEqual([field]);
});

test("what the chosen mode does not show is not refused, and never sent wrong", () => {
  const hidden = { ...values, mode: "voicemail" as const, forwardTo: "home", ringSeconds: Number.NaN };
  expect(numberSchema.safeParse(hidden).success).toBe(true);
  expect(numberPatch({ mode: "voicemail" }, hidden, number.voice).voice).toEqual({ ...number.voice, mode: "voicemail" });
});

test("one changed part of the voice sends the whole voice", () => {
  const all = { ...values, mode: "forward" as const, forwardTo: "(415) 555-0100" };
  expect(numberPatch({ mode: "forward", forwardTo: "(415) 555-0100" }, all, number.voice)).toEqual({
    voice: { ...number.voice, mode: "forward", forwardTo: "+14155550100" },
  });
  expect(numberPatch({ label: "Desk" }, { ...values, label: "Desk" }, number.voice)).toEqual({ label: "Desk" });
});

test("what becomes of an unanswered call is a part of the voice", () => {
  const changed = { takesMessages: false, afterHours: "voicemail", messageGreeting: "Beep." } as const;
  expect(numberPatch(changed, { ...values, ...changed }, number.voice).voice).toEqual({
    ...number.voice,
    afterHours: "voicemail",
    voicemail: { ...number.voice.voicemail, on: false, greeting: "Beep." },
  });
});

test("what the hub does not do yet is a choice only where it is chosen already", () => {
  expect(modesFor("forward")).toEqual(["ring", "forward", "voicemail", "greeting"]);
  expect(modesFor("assistant")).toEqual(["ring", "forward", "voicemail", "greeting", "assistant"]);
});

test.each([
  ["+12015550123", true],
  ["(201) 555-0123", true],
  ["2015550123", true],
  ["1 201 555 0123", true],
  ["5550123", false],
  ["", false],
])("%j is the typed number: %s", (typed, is) => {
  expect(isSameNumber(typed, number.number)).toBe(is);
});

test("an empty pace is the usual one", () => {
  expect(numberPatch({ pace: "" }, values, number.voice)).toEqual({ pace: null });
  expect(numberPatch({ pace: "2.5" }, values, number.voice)).toEqual({ pace: 2.5 });
});

test("who is rung, in which order and for how long is a part of the voice", () => {
  const team = [
    { userId: "usr_bo", phone: "(415) 555-0150" },
    { userId: "usr_ann", phone: "" },
  ];
  const changed = { mode: "ring", team, ringOrder: "sequential", ringSeconds: 30 } as const;
  const patch = numberPatch({ ...changed, team }, { ...values, ...changed, team }, number.voice);
  expect(patch.voice).toEqual({
    ...number.voice,
    mode: "ring",
    ringOrder: "sequential",
    ringSeconds: 30,
    team: [
      { userId: "usr_bo", phone: "+14155550150" },
      { userId: "usr_ann", phone: null },
    ],
  });
});

test("a recorded greeting takes the place of the spoken one, whose words stay", () => {
  const url = "https://files.example.com/hello.mp3";
  const changed = { greetingIs: "recorded", greetingUrl: url, greeting: "Hello." } as const;
  const sent = numberPatch(changed, { ...values, ...changed }, number.voice).voice;
  expect(sent).toEqual({ ...number.voice, greeting: "Hello.", greetingUrl: url });
  const spoken = { ...values, ...changed, greetingIs: "spoken" } as const;
  expect(numberPatch({ greetingIs: "spoken" }, spoken, number.voice).voice?.greetingUrl).toBeNull();
});
