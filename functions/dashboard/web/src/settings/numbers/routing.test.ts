import { expect, test } from "vitest";
import type { NumberVoice, RecordingPolicy } from "@/api/account-types";
import { decide, isOpenAt, teamOf, wholeWay, type Facts, type Plan } from "@/settings/numbers/routing";

const VOICE: NumberVoice = {
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
};

type Case = Partial<Pick<Facts, "isOpen" | "tried" | "consent">> & { policy?: RecordingPolicy; team?: number };

const factsOf = (voice: Partial<NumberVoice>, { policy = "off", team = 1, ...rest }: Case = {}): Facts => ({
  name: "Acme",
  policy,
  voice: { ...VOICE, ...voice },
  isOpen: true,
  team: Array.from({ length: team }, (_, index) => ({ userId: `usr_${index}`, phone: null })),
  tried: [],
  consent: null,
  ...rest,
});

/** The plan in one word, with what was tried before. */
function word(plan: Plan): string {
  if (plan.kind !== "dial") return plan.kind;
  return `${plan.way}${plan.notice === null ? "" : " told"}${plan.isRecorded ? " recorded" : ""}`;
}

const ring = { mode: "ring" } as const;
const forward = { mode: "forward", forwardTo: "+14155550150" } as const;
const assistant = { mode: "assistant", assistantNumber: "+14155550151" } as const;
const silent = { voicemail: { ...VOICE.voicemail, on: false } };
const later = (afterHours: NumberVoice["afterHours"]) => ({ ...ring, afterHours, forwardTo: "+14155550150" });
const closed = { isOpen: false } as const;

// The same table as in `hub-core`'s `routing.rs`.
test.each<[Partial<NumberVoice>, Case, string, string]>([
  [{}, {}, "speak", "an announcement, and no more"],
  [{ mode: "voicemail" }, {}, "message", "the voicemail box"],
  [ring, {}, "ring", "the team"],
  [ring, { team: 0 }, "message", "there is nobody to ring"],
  [ring, { tried: ["ring"] }, "message", "nobody took it"],
  [{ ...ring, ...silent }, { tried: ["ring"] }, "speak", "nobody took it, and voicemail is off"],
  [forward, {}, "forward", "the other phone"],
  [forward, { tried: ["forward"] }, "message", "the other phone did not take it"],
  [assistant, {}, "assistant", "the assistant first"],
  [assistant, { tried: ["assistant"] }, "ring", "then the team"],
  [assistant, { tried: ["assistant", "ring"] }, "message", "then a message"],
  [{ mode: "assistant" }, {}, "ring", "no assistant: the team"],
  [{ mode: "assistant", ...silent }, { team: 0 }, "speak", "nobody at all"],
  [later("same"), closed, "ring", "closed, and it does not matter"],
  [later("voicemail"), closed, "message", "closed"],
  [later("greeting"), closed, "speak", "closed"],
  [later("forward"), closed, "forward", "closed"],
  [later("forward"), { ...closed, tried: ["forward"] }, "message", "closed, and not taken"],
  [later("voicemail"), {}, "ring", "open"],
  [ring, { policy: "off", consent: true }, "ring", "the policy was taken back"],
  [ring, { policy: "announce" }, "ring told recorded", "told, then recorded"],
  [ring, { policy: "announce", consent: true }, "ring recorded", "told before"],
  [assistant, { policy: "announce" }, "assistant", "the assistant is not recorded"],
  [assistant, { policy: "announce", tried: ["assistant"] }, "ring told recorded", "told when it is the team's turn"],
  [ring, { policy: "require_keypress" }, "ask", "asked first"],
  [ring, { policy: "require_keypress", consent: true }, "ring recorded", "agreed"],
  [ring, { policy: "require_keypress", consent: false }, "ring", "not agreed"],
  [{ mode: "voicemail" }, { policy: "require_keypress" }, "message", "a beep asks"],
])("%j with %j: %s, %s", (voice, facts, expected) => {
  expect(word(decide(factsOf(voice, facts)))).toBe(expected);
});

test("a greeting is heard once, and a recorded one before a spoken one", () => {
  const voice = { ...ring, greeting: "Welcome.", greetingUrl: "https://files.example.com/a.mp3" };
  expect(decide(factsOf(voice))).toMatchObject({ opening: { soundUrl: "https://files.example.com/a.mp3" } });
  expect(decide(factsOf(voice, { consent: true }))).toMatchObject({ opening: null });
  const blank = decide(factsOf({ greeting: " " }));
  expect(blank).toMatchObject({ heard: [{ words: expect.stringMatching(/^Thank you for calling Acme\./) as string }] });
});

test.each<[Partial<NumberVoice>, Case, string[]]>([
  [ring, {}, ["ring", "message"]],
  [{ ...ring, ...silent }, { policy: "announce" }, ["ring told recorded", "speak"]],
  [forward, { policy: "require_keypress" }, ["ask", "forward recorded", "message"]],
  [assistant, { policy: "announce" }, ["assistant", "ring told recorded", "message"]],
  [later("greeting"), closed, ["speak"]],
])("nobody takes %j with %j: %j", (voice, facts, expected) => {
  expect(wholeWay(factsOf(voice, facts)).map(word)).toEqual(expected);
});

test("the people that a number names ring with their phones, or else everybody", () => {
  const everybody = [
    { id: "usr_ann", role: "owner" },
    { id: "usr_bo", role: "agent" },
    { id: "usr_vera", role: "readonly" },
  ] as const;
  const ann = { userId: "usr_ann", phone: null };
  expect(teamOf({ ...VOICE, ...ring }, everybody, 10)).toEqual([ann, { userId: "usr_bo", phone: null }]);
  const team = [
    { userId: "usr_gone", phone: "+14155550151" },
    { userId: "usr_ann", phone: "+14155550150" },
  ];
  expect(teamOf({ ...VOICE, ...ring, team }, everybody, 10)).toEqual([ann, { ...ann, phone: "+14155550150" }]);
  expect(teamOf({ ...VOICE, ...ring, team }, everybody, 1)).toEqual([ann]);
  expect(teamOf({ ...VOICE, mode: "voicemail", team }, everybody, 10)).toEqual([]);
});

test.each([
  ["2026-11-23T13:59:59Z", false],
  ["2026-11-23T14:00:00Z", true],
  ["2026-11-23T21:59:00Z", true],
  ["2026-11-23T22:00:00Z", false],
  ["2026-11-22T15:00:00Z", false],
])("at %s a week from 9 to 17 in New York is open: %s", (at, expected) => {
  const day = [{ opens: "09:00", closes: "17:00" }];
  const hours = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: [], sunday: [] };
  expect(isOpenAt(hours, new Date(at), "America/New_York")).toBe(expected);
});
