import type { AfterHours, NumberPatch, NumberVoice, OptOutHandling, OwnNumber, VoiceMode } from "@/api/account-types";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { filled, optional, z } from "@/forms/schema";
import { hoursSchema } from "@/settings/hours/hours";
import { PHONE_WANTED } from "@/settings/parts/phone";
import { isSoundUrl, SOUND_WANTED, teamSchema, teamValuesOf, teamVoiceOf } from "@/settings/numbers/team-form";

/** What can be set up about a number. */

const GREETING_LONGEST = 1000;
const RING = { least: 5, most: 60, usual: 20 };

const PACE = { least: 0.1, most: 1000 };

const isPace = (text: string): boolean => text !== "" && Number(text) >= PACE.least && Number(text) <= PACE.most;

const isRingTime = (seconds: number): boolean => Number.isInteger(seconds) && seconds >= RING.least && seconds <= RING.most;

const words = z.string().trim().max(GREETING_LONGEST, `At most ${GREETING_LONGEST} characters`);

interface Routed {
  mode: VoiceMode;
  afterHours: AfterHours;
}

/** Whether another phone is rung, by day or after hours. */
export const forwards = ({ mode, afterHours }: Routed): boolean => mode === "forward" || afterHours === "forward";

/** Whether the team is rung, first or after the assistant. */
export const ringsTeam = ({ mode }: Pick<Routed, "mode">): boolean => mode === "ring" || mode === "assistant";

/** Whether any phone rings. */
export const rings = (routed: Routed): boolean => ringsTeam(routed) || forwards(routed);

/** Whether words are spoken by the carrier's voice, or a recorded sound is played in their place. */
export type Sounding = "spoken" | "recorded";
const sounding = z.enum(["spoken", "recorded"]);

export const numberSchema = z
  .object({
    label: filled("Write what your team calls it", 60),
    optOutHandling: z.enum(["provider", "hub"]),
    businessHours: hoursSchema.nullable(),
    mode: z.enum(["assistant", "ring", "forward", "voicemail", "greeting"]),
    forwardTo: z.string().trim(),
    ringSeconds: z.number().or(z.nan()),
    ringOrder: z.enum(["together", "sequential"]),
    team: teamSchema,
    greetingIs: sounding,
    greeting: words,
    greetingUrl: z.string().trim(),
    afterHours: z.enum(["same", "voicemail", "greeting", "forward"]),
    takesMessages: z.boolean(),
    messageGreetingIs: sounding,
    messageGreeting: words,
    messageGreetingUrl: z.string().trim(),
    transcribe: z.boolean(),
    pace: optional(z.string().trim().refine(isPace, `Write a number from ${PACE.least} to ${PACE.most.toLocaleString("en-US")}, or nothing`)),
  })
  // Only what the chosen mode shows can be wrong.
  .superRefine(({ mode, afterHours, forwardTo, ringSeconds, team, ...said }, context) => {
    const isForwarded = forwards({ mode, afterHours });
    const refuse = (field: string | (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path: [field].flat(), message });
    if (isForwarded && forwardTo === "") refuse("forwardTo", "Write the number that calls go to");
    else if (isForwarded && e164Of(forwardTo) === null) refuse("forwardTo", PHONE_WANTED);
    if (rings({ mode, afterHours }) && !isRingTime(ringSeconds)) {
      refuse("ringSeconds", `Write whole seconds, from ${RING.least} to ${RING.most}`);
    }
    for (const [index, { phone }] of (ringsTeam({ mode }) ? team : []).entries()) {
      if (phone !== "" && e164Of(phone) === null) refuse(["team", index, "phone"], PHONE_WANTED);
    }
    if (said.greetingIs === "recorded" && !isSoundUrl(said.greetingUrl)) refuse("greetingUrl", SOUND_WANTED);
    if (said.messageGreetingIs === "recorded" && !isSoundUrl(said.messageGreetingUrl)) refuse("messageGreetingUrl", SOUND_WANTED);
  });

export type NumberValues = z.infer<typeof numberSchema>;

export const numberValuesOf = ({ label, optOutHandling, businessHours, voice, pace }: OwnNumber): NumberValues => ({
  label,
  optOutHandling,
  businessHours,
  mode: voice.mode,
  forwardTo: voice.forwardTo ? formatPhone(voice.forwardTo) : "",
  ringSeconds: voice.ringSeconds,
  ringOrder: voice.ringOrder,
  team: teamValuesOf(voice.team),
  greetingIs: voice.greetingUrl ? "recorded" : "spoken",
  greeting: voice.greeting ?? "",
  greetingUrl: voice.greetingUrl ?? "",
  afterHours: voice.afterHours,
  takesMessages: voice.voicemail.on,
  messageGreetingIs: voice.voicemail.greetingUrl ? "recorded" : "spoken",
  messageGreeting: voice.voicemail.greeting ?? "",
  messageGreetingUrl: voice.voicemail.greetingUrl ?? "",
  transcribe: voice.voicemail.transcribe,
  pace: pace === null ? "" : String(pace),
});

/** The voice that the form's values make; what this form does not show stays as it is. */
export function voiceOf(all: NumberValues, kept: NumberVoice): NumberVoice {
  const recorded = (how: Sounding, url: string): string | null => (how === "recorded" && url !== "" ? url : null);
  return {
    ...kept,
    mode: all.mode,
    afterHours: all.afterHours,
    forwardTo: e164Of(all.forwardTo),
    ringSeconds: isRingTime(all.ringSeconds) ? all.ringSeconds : RING.usual,
    ringOrder: all.ringOrder,
    team: teamVoiceOf(all.team),
    greeting: all.greeting || null,
    greetingUrl: recorded(all.greetingIs, all.greetingUrl),
    voicemail: {
      on: all.takesMessages,
      greeting: all.messageGreeting || null,
      greetingUrl: recorded(all.messageGreetingIs, all.messageGreetingUrl),
      transcribe: all.transcribe,
    },
  };
}

/** What belongs to the voice travels together. */
export function numberPatch(changed: Partial<NumberValues>, all: NumberValues, kept: NumberVoice): NumberPatch {
  const { label, optOutHandling, businessHours, pace, ...voice } = changed;
  return {
    ...(label !== undefined && { label }),
    ...(optOutHandling !== undefined && { optOutHandling }),
    ...(businessHours !== undefined && { businessHours }),
    ...(pace !== undefined && { pace: pace === "" ? null : Number(pace) }),
    ...(Object.keys(voice).length > 0 && { voice: voiceOf(all, kept) }),
  };
}

export const OPT_OUT: Record<OptOutHandling, { label: string; words: string }> = {
  provider: {
    label: "Twilio answers STOP",
    words: "Twilio answers STOP, START and HELP with its own words and keeps who opted out. The hub follows. This is how new numbers work.",
  },
  hub: {
    label: "The hub answers STOP",
    words:
      "The hub answers with your replies from Settings, Messages. Only once Twilio's own handling is switched off for this number: otherwise customers get two answers.",
  },
};

const LATER = "There is no assistant yet: calls ring the team.";

export const VOICE_MODES: Record<VoiceMode, { label: string; words: string }> = {
  greeting: { label: "Greeting", words: "Says the greeting and hangs up." },
  forward: { label: "Forward", words: "Rings another phone, after the greeting if you write one." },
  ring: { label: "Ring the team", words: "Rings your people's browsers, and their own phones if you name them." },
  voicemail: { label: "Voicemail", words: "Says the greeting and takes a message." },
  assistant: { label: "Assistant", words: LATER },
};

export const AFTER_HOURS: Record<AfterHours, { label: string; words: string }> = {
  same: { label: "The same", words: "As at other times." },
  voicemail: { label: "Voicemail", words: "Takes a message." },
  greeting: { label: "Greeting", words: "Says the greeting and hangs up." },
  forward: { label: "Forward", words: "Rings another phone." },
};

/** What can be chosen: what the hub does so far, and what the number has. */
export function modesFor(current: VoiceMode): VoiceMode[] {
  const ready: VoiceMode[] = ["ring", "forward", "voicemail", "greeting"];
  return ready.includes(current) ? ready : [...ready, current];
}

/** Whether the person typed this number, with or without its country code. */
export function isSameNumber(typed: string, number: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, "");
  return digits(typed) !== "" && [digits(number), digits(formatPhone(number))].includes(digits(typed));
}
