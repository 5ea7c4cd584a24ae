import type { RecordingPolicy, Settings, SettingsPatch } from "@/api/account-types";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { filled, optional, z } from "@/forms/schema";
import { phoneText } from "@/settings/parts/phone";

/** Ten years. */
const KEPT_MAX_DAYS = 3650;

export const organizationSchema = z.object({
  name: filled("Write the name of your business", 100),
  timeZone: z.string().min(1, "Choose a time zone"),
  defaultCountry: z.string().length(2, "Choose a country"),
  recordingPolicy: z.enum(["off", "announce", "require_keypress"]),
  recordingsAtCarrier: z.enum(["keep", "delete"]),
  recordingsKeptDays: z
    .string()
    .trim()
    .refine((text) => text === "" || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= KEPT_MAX_DAYS), "Write 1 to 3,650 days, or nothing"),
  voice: z.string().min(1),
  alertNumber: optional(phoneText),
});

export type Organization = z.infer<typeof organizationSchema>;

export const organizationOf = (settings: Settings): Organization => ({
  name: settings.name,
  timeZone: settings.timeZone,
  defaultCountry: settings.defaultCountry,
  recordingPolicy: settings.recordingPolicy,
  recordingsAtCarrier: settings.recordingsAtCarrier,
  recordingsKeptDays: settings.recordingsKeptDays?.toString() ?? "",
  voice: settings.voice,
  alertNumber: settings.alertNumber ? formatPhone(settings.alertNumber) : "",
});

/** Null takes a number away. */
export function organizationPatch({ alertNumber, recordingsKeptDays: days, ...rest }: Partial<Organization>): SettingsPatch {
  return {
    ...rest,
    ...(alertNumber === undefined ? {} : { alertNumber: e164Of(alertNumber) }),
    ...(days === undefined ? {} : { recordingsKeptDays: days === "" ? null : Number(days) }),
  };
}

export const COPIES = {
  keep: { label: "Keep it at Twilio", words: "Twilio has every recording, too, for as long as you pay for it there." },
  delete: { label: "Delete it at Twilio", words: "Each new recording is deleted there once it is safely here." },
} as const;

export const RECORDING: Record<RecordingPolicy, { label: string; words: string }> = {
  off: { label: "Never record", words: "Calls are not recorded." },
  announce: { label: "Announce it", words: "The caller hears that the call is recorded, then the recording starts." },
  require_keypress: {
    label: "Ask for a key",
    words: "Recording starts only once the caller has pressed 1. The choice where everybody has to agree.",
  },
};

export const VOICES: readonly { id: string; label: string }[] = [
  { id: "Polly.Joanna", label: "Joanna, US English" },
  { id: "Polly.Matthew", label: "Matthew, US English" },
  { id: "Polly.Ruth", label: "Ruth, US English" },
  { id: "Polly.Stephen", label: "Stephen, US English" },
  { id: "Polly.Amy", label: "Amy, British English" },
  { id: "Polly.Brian", label: "Brian, British English" },
];

export const voiceName = (id: string): string => VOICES.find((voice) => voice.id === id)?.label ?? id;
