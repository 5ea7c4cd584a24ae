import type { NumberPatch, OptOutHandling, OwnNumber, VoiceMode } from "@/api/account-types";
import { formatPhone } from "@/format/phone";
import { z } from "@/forms/schema";
import { hoursSchema } from "@/settings/hours/hours";
import { phoneText } from "@/settings/parts/phone";

/** What can be set up about a number. */

const GREETING_LONGEST = 500;
const RING = { least: 5, most: 60, usual: 20 };

const isPhone = (text: string): boolean => phoneText.safeParse(text).success;
const isRingTime = (seconds: number): boolean => Number.isInteger(seconds) && seconds >= RING.least && seconds <= RING.most;

export const numberSchema = z
  .object({
    label: z.string().trim().max(60, "At most 60 characters"),
    optOutHandling: z.enum(["provider", "hub"]),
    businessHours: hoursSchema.nullable(),
    mode: z.enum(["assistant", "ring", "forward", "voicemail", "greeting"]),
    forwardTo: z.string().trim(),
    ringSeconds: z.number().or(z.nan()),
    greeting: z.string().trim().max(GREETING_LONGEST, `At most ${GREETING_LONGEST} characters`),
  })
  // Only what the chosen mode shows can be wrong.
  .superRefine(({ mode, forwardTo, ringSeconds, greeting }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (mode === "forward" && forwardTo === "") refuse("forwardTo", "Write the number that calls go to");
    else if (mode === "forward" && !isPhone(forwardTo)) refuse("forwardTo", "Write a phone number, such as (201) 555-0123");
    if ((mode === "forward" || mode === "ring") && !isRingTime(ringSeconds)) {
      refuse("ringSeconds", `Write whole seconds, from ${RING.least} to ${RING.most}`);
    }
    if (mode === "greeting" && greeting === "") refuse("greeting", "Write what callers hear");
  });

export type NumberValues = z.infer<typeof numberSchema>;

export const numberValuesOf = ({ label, optOutHandling, businessHours, voice }: OwnNumber): NumberValues => ({
  label,
  optOutHandling,
  businessHours,
  mode: voice.mode,
  forwardTo: voice.forwardTo ? formatPhone(voice.forwardTo) : "",
  ringSeconds: voice.ringSeconds,
  greeting: voice.greeting ?? "",
});

/** What belongs to the voice travels together. */
export function numberPatch(changed: Partial<NumberValues>, all: NumberValues): NumberPatch {
  const { mode, forwardTo, ringSeconds, greeting, ...rest } = changed;
  const hasVoice = [mode, forwardTo, ringSeconds, greeting].some((part) => part !== undefined);
  if (!hasVoice) return rest;
  return {
    ...rest,
    voice: {
      mode: all.mode,
      forwardTo: isPhone(all.forwardTo) ? all.forwardTo : null,
      ringSeconds: isRingTime(all.ringSeconds) ? all.ringSeconds : RING.usual,
      greeting: all.greeting || null,
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

export const VOICE_MODES: Record<VoiceMode, { label: string; words: string }> = {
  assistant: { label: "Assistant", words: "The assistant answers and helps as far as it can." },
  ring: { label: "Ring the team", words: "Rings in the dashboard, then takes a voicemail." },
  forward: { label: "Forward", words: "Rings another number, then takes a voicemail." },
  voicemail: { label: "Voicemail", words: "Greets the caller and takes a message at once." },
  greeting: { label: "Greeting only", words: "Says the greeting and hangs up." },
};

/** Whether the person typed this number, with or without its country code. */
export function isSameNumber(typed: string, number: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, "");
  return digits(typed) !== "" && [digits(number), digits(formatPhone(number))].includes(digits(typed));
}
