import type { AfterHours, NumberPatch, NumberVoice, OptOutHandling, OwnNumber, VoiceMode } from "@/api/account-types";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { filled, optional, z } from "@/forms/schema";
import { hoursSchema } from "@/settings/hours/hours";
import { PHONE_WANTED } from "@/settings/parts/phone";

/** What can be set up about a number. */

const GREETING_LONGEST = 1000;
const RING = { least: 5, most: 60, usual: 20 };

const PACE = { least: 0.1, most: 1000 };

const isPace = (text: string): boolean => text !== "" && Number(text) >= PACE.least && Number(text) <= PACE.most;

const isRingTime = (seconds: number): boolean => Number.isInteger(seconds) && seconds >= RING.least && seconds <= RING.most;

const words = z.string().trim().max(GREETING_LONGEST, `At most ${GREETING_LONGEST} characters`);

/** Whether another phone is rung, by day or after hours. */
export const forwards = ({ mode, afterHours }: { mode: VoiceMode; afterHours: AfterHours }): boolean =>
  mode === "forward" || afterHours === "forward";

export const numberSchema = z
  .object({
    label: filled("Write what your team calls it", 60),
    optOutHandling: z.enum(["provider", "hub"]),
    businessHours: hoursSchema.nullable(),
    mode: z.enum(["assistant", "ring", "forward", "voicemail", "greeting"]),
    forwardTo: z.string().trim(),
    ringSeconds: z.number().or(z.nan()),
    greeting: words,
    afterHours: z.enum(["same", "voicemail", "greeting", "forward"]),
    takesMessages: z.boolean(),
    messageGreeting: words,
    transcribe: z.boolean(),
    pace: optional(z.string().trim().refine(isPace, `Write a number from ${PACE.least} to ${PACE.most.toLocaleString("en-US")}, or nothing`)),
  })
  // Only what the chosen mode shows can be wrong.
  .superRefine(({ mode, afterHours, forwardTo, ringSeconds }, context) => {
    const isForwarded = forwards({ mode, afterHours });
    const refuse = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (isForwarded && forwardTo === "") refuse("forwardTo", "Write the number that calls go to");
    else if (isForwarded && e164Of(forwardTo) === null) refuse("forwardTo", PHONE_WANTED);
    if (isForwarded && !isRingTime(ringSeconds)) {
      refuse("ringSeconds", `Write whole seconds, from ${RING.least} to ${RING.most}`);
    }
  });

export type NumberValues = z.infer<typeof numberSchema>;

export const numberValuesOf = ({ label, optOutHandling, businessHours, voice, pace }: OwnNumber): NumberValues => ({
  label,
  optOutHandling,
  businessHours,
  mode: voice.mode,
  forwardTo: voice.forwardTo ? formatPhone(voice.forwardTo) : "",
  ringSeconds: voice.ringSeconds,
  greeting: voice.greeting ?? "",
  afterHours: voice.afterHours,
  takesMessages: voice.voicemail.on,
  messageGreeting: voice.voicemail.greeting ?? "",
  transcribe: voice.voicemail.transcribe,
  pace: pace === null ? "" : String(pace),
});

/** What belongs to the voice travels together, with what this form does not show. */
export function numberPatch(changed: Partial<NumberValues>, all: NumberValues, kept: NumberVoice): NumberPatch {
  const { mode, forwardTo, ringSeconds, greeting, afterHours, takesMessages, messageGreeting, transcribe, pace, ...others } = changed;
  const rest: NumberPatch = pace === undefined ? others : { ...others, pace: pace === "" ? null : Number(pace) };
  const parts = [mode, forwardTo, ringSeconds, greeting, afterHours, takesMessages, messageGreeting, transcribe];
  const hasVoice = parts.some((part) => part !== undefined);
  if (!hasVoice) return rest;
  return {
    ...rest,
    voice: {
      ...kept,
      mode: all.mode,
      forwardTo: e164Of(all.forwardTo),
      ringSeconds: isRingTime(all.ringSeconds) ? all.ringSeconds : RING.usual,
      greeting: all.greeting || null,
      afterHours: all.afterHours,
      voicemail: { ...kept.voicemail, on: all.takesMessages, greeting: all.messageGreeting || null, transcribe: all.transcribe },
    },
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

const LATER = "Not to be answered here yet: callers go on to voicemail.";

export const VOICE_MODES: Record<VoiceMode, { label: string; words: string }> = {
  greeting: { label: "Greeting", words: "Says the greeting and hangs up." },
  forward: { label: "Forward", words: "Rings another phone, after the greeting if you write one." },
  ring: { label: "Ring the team", words: LATER },
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
  const ready: VoiceMode[] = ["greeting", "forward", "voicemail"];
  return ready.includes(current) ? ready : [...ready, current];
}

/** Whether the person typed this number, with or without its country code. */
export function isSameNumber(typed: string, number: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, "");
  return digits(typed) !== "" && [digits(number), digits(formatPhone(number))].includes(digits(typed));
}
