import type { NumberVoice } from "@/api/account-types";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { z } from "@/forms/schema";

/** Whom a call rings, and recorded words, as a form holds them. */

export const MOST_PEOPLE = 10;
/** So many browsers and phones ring at once; Twilio's `<Dial>` takes no more. */
export const RUNG_AT_ONCE = 10;

const URL_LONGEST = 1000;

export const SOUND_WANTED = "Write the https address of a sound file, such as https://files.example.com/hello.mp3";

export interface Member {
  userId: string;
  /** Their own phone as they write it; empty: their browsers alone ring. */
  phone: string;
}

export const teamSchema = z
  .array(z.object({ userId: z.string(), phone: z.string().trim() }))
  .max(MOST_PEOPLE, `At most ${MOST_PEOPLE} people are rung`);

type Team = NumberVoice["team"];

export const teamValuesOf = (team: Team): Member[] =>
  team.map(({ userId, phone }) => ({ userId, phone: phone ? formatPhone(phone) : "" }));

export const teamVoiceOf = (team: readonly Member[]): Team =>
  team.map(({ userId, phone }) => ({ userId, phone: phone === "" ? null : e164Of(phone) }));

/** Whether the carrier can fetch a sound from there. The hub asks for the same. */
export function isSoundUrl(text: string): boolean {
  if (text.length > URL_LONGEST || !/^https:\/\/[\x21-\x7e]+$/.test(text)) return false;
  const host = text.slice("https://".length).split(/[/?#]/)[0] ?? "";
  return host.includes(".") && !host.includes("@");
}

/** The list with one person moved a place up (-1) or down (1). */
export function moved(team: readonly Member[], from: number, by: -1 | 1): Member[] {
  const next = [...team];
  const [member] = next.splice(from, 1);
  if (member) next.splice(from + by, 0, member);
  return next;
}
