import { TZDate } from "@date-fns/tz";
import type { Hours, NumberVoice, RecordingPolicy } from "@/api/account-types";
import type { TeamMember } from "@/api/types";
import { DAYS } from "@/settings/hours/hours";

/**
 * What happens to a call, by the number's settings. It mirrors `decide` of `hub-core`'s `routing.rs`, which is what
 * counts; the tests of both hold the same table.
 */

export type Way = "assistant" | "ring" | "forward";

/** Something that a caller hears: words, or a recorded sound. */
export type Heard = { words: string } | { soundUrl: string };

export const NOTICE = "This call may be recorded.";
export const QUESTION = "This call may be recorded. To agree, press 1. To go on without a recording, stay on the line.";
export const EXCUSE = "We can't take your call right now. Please send us a text message instead.";

/** Whose browser or phone is rung; the same person may be rung on both. */
export interface Rung {
  userId: string | null;
  /** Absent for a browser. */
  phone: string | null;
}

export type Plan =
  | { kind: "ask"; opening: Heard | null; question: string }
  | {
      kind: "dial";
      opening: Heard | null;
      notice: string | null;
      way: Way;
      rung: Rung[];
      seconds: number;
      order: NumberVoice["ringOrder"];
      isRecorded: boolean;
    }
  | { kind: "message"; greeting: Heard[]; isTranscribed: boolean }
  | { kind: "speak"; heard: Heard[] };

export interface Facts {
  /** The organisation's name. */
  name: string;
  policy: RecordingPolicy;
  voice: NumberVoice;
  isOpen: boolean;
  /** Who would be rung of the team. */
  team: readonly Rung[];
  tried: readonly Way[];
  /** What the caller said to a recording; null if they were neither told nor asked. */
  consent: boolean | null;
}

const heardOf = (url: string | null, words: string | null): Heard | null => {
  if (url !== null) return { soundUrl: url };
  return words !== null && words.trim() !== "" ? { words } : null;
};

function modeOf({ voice, isOpen }: Facts): NumberVoice["mode"] {
  return isOpen || voice.afterHours === "same" ? voice.mode : voice.afterHours;
}

function rungOn(way: Way, { voice, team }: Facts): readonly Rung[] {
  const phone = (number: string | null): Rung[] => (number === null ? [] : [{ userId: null, phone: number }]);
  if (way === "assistant") return phone(voice.assistantNumber);
  return way === "forward" ? phone(voice.forwardTo) : team;
}

const WAYS: Record<NumberVoice["mode"], readonly Way[]> = {
  assistant: ["assistant", "ring"],
  ring: ["ring"],
  forward: ["forward"],
  voicemail: [],
  greeting: [],
};

const openingOf = ({ voice, tried, consent }: Facts): Heard | null =>
  tried.length === 0 && consent === null ? heardOf(voice.greetingUrl, voice.greeting) : null;

/** What happens to a call next. */
export function decide(facts: Facts): Plan {
  const way = WAYS[modeOf(facts)].find((wanted) => rungOn(wanted, facts).length > 0 && !facts.tried.includes(wanted));
  return way === undefined ? end(facts) : dial(facts, way);
}

function dial(facts: Facts, way: Way): Plan {
  const { voice, consent } = facts;
  // The assistant speaks for itself, and so does what it records.
  const policy = way === "assistant" ? "off" : facts.policy;
  const opening = openingOf(facts);
  if (policy === "require_keypress" && consent === null) return { kind: "ask", opening, question: QUESTION };
  const isTold = policy === "announce" && consent === null;
  return {
    kind: "dial",
    opening,
    notice: isTold ? NOTICE : null,
    way,
    rung: [...rungOn(way, facts)],
    seconds: voice.ringSeconds,
    order: way === "ring" ? voice.ringOrder : "together",
    isRecorded: policy !== "off" && (isTold || consent === true),
  };
}

/** What is left when there is nobody to ring. */
function end(facts: Facts): Plan {
  const { voice, name, tried } = facts;
  const mode = modeOf(facts);
  const opening = openingOf(facts);
  if (mode === "voicemail" || (mode !== "greeting" && voice.voicemail.on)) {
    const { greeting, greetingUrl, transcribe } = voice.voicemail;
    const before = heardOf(greetingUrl, greeting) ?? { words: `This is ${name}. Please leave a message after the beep.` };
    return { kind: "message", greeting: [...(opening ? [opening] : []), before], isTranscribed: transcribe };
  }
  if (tried.length > 0) return { kind: "speak", heard: [{ words: EXCUSE }] };
  return { kind: "speak", heard: [opening ?? { words: `Thank you for calling ${name}. ${EXCUSE}` }] };
}

/** Everything that a caller meets whom nobody takes, in its order; they agree to a recording where they are asked. */
export function wholeWay(start: Omit<Facts, "tried" | "consent">): Plan[] {
  const plans: Plan[] = [];
  let [tried, consent]: [Way[], boolean | null] = [[], null];
  for (;;) {
    const plan = decide({ ...start, tried, consent });
    plans.push(plan);
    if (plan.kind === "ask") consent = true;
    else if (plan.kind === "dial") {
      tried = [...tried, plan.way];
      if (plan.notice !== null) consent = true;
    } else return plans;
  }
}

/** Who only reads is called by nobody. */
export const takesCalls = ({ role }: Pick<TeamMember, "role">): boolean => role !== "readonly";

/** Who is rung: the people that the number names, with their phones, or everybody who may take calls. */
export function teamOf(voice: NumberVoice, everybody: readonly Pick<TeamMember, "id" | "role">[], most: number): Rung[] {
  if (voice.mode !== "ring" && voice.mode !== "assistant") return [];
  if (voice.team.length === 0) return everybody.filter(takesCalls).map(({ id }) => ({ userId: id, phone: null })).slice(0, most);
  const known = voice.team.filter(({ userId }) => everybody.some(({ id }) => id === userId));
  const legs = known.flatMap(({ userId, phone }) => [{ userId, phone: null }, ...(phone === null ? [] : [{ userId, phone }])]);
  return legs.slice(0, most);
}

/** Whether a week is open at a moment, in the organisation's own time. */
export function isOpenAt(hours: Hours, now: Date, zone: string): boolean {
  const local = new TZDate(now, zone);
  const clock = `${String(local.getHours()).padStart(2, "0")}:${String(local.getMinutes()).padStart(2, "0")}`;
  const day = DAYS[(local.getDay() + 6) % 7]?.day;
  return day !== undefined && hours[day].some(({ opens, closes }) => opens <= clock && clock < closes);
}
