import type { Settings, SettingsPatch } from "@/api/account-types";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { countSegments } from "@/format/segments";
import { email, filled, optional, z } from "@/forms/schema";
import { phoneText } from "@/settings/parts/phone";

/** The texts that keywords answer with, and the contact details that may stand in them. */

const MOST_SEGMENTS = 3;

const reply = (keyword: string) =>
  filled(`Write what ${keyword} answers`, 1600).refine(
    (text) => countSegments(text).segments <= MOST_SEGMENTS,
    `At most ${MOST_SEGMENTS} segments: make it shorter`,
  );

/** A reply that is sent unless it is empty. */
const byItself = z
  .string()
  .trim()
  .max(1600, "At most 1,600 characters")
  .refine((text) => countSegments(text).segments <= MOST_SEGMENTS, `At most ${MOST_SEGMENTS} segments: make it shorter`);

export const repliesSchema = z.object({
  stop: reply("STOP"),
  start: reply("START"),
  help: reply("HELP"),
  afterHours: byItself,
  missedCall: byItself,
  supportPhone: optional(phoneText),
  supportEmail: optional(email),
});

export type Replies = z.infer<typeof repliesSchema>;

export const repliesOf = ({ replies, autoReplies, supportPhone, supportEmail }: Settings): Replies => ({
  stop: replies.stop,
  start: replies.start,
  help: replies.help,
  afterHours: autoReplies.afterHours ?? "",
  missedCall: autoReplies.missedCall ?? "",
  supportPhone: supportPhone ? formatPhone(supportPhone) : "",
  supportEmail: supportEmail ?? "",
});

/** The three replies to keywords travel together, and so do those that the hub gives by itself; what is empty is taken away. */
export function repliesPatch(changed: Partial<Replies>, all: Replies): SettingsPatch {
  const { stop, start, help } = all;
  const hasReply = changed.stop !== undefined || changed.start !== undefined || changed.help !== undefined;
  const hasOwn = changed.afterHours !== undefined || changed.missedCall !== undefined;
  return {
    ...(hasReply ? { replies: { stop, start, help } } : {}),
    ...(hasOwn ? { autoReplies: { afterHours: all.afterHours || null, missedCall: all.missedCall || null } } : {}),
    ...(changed.supportPhone === undefined ? {} : { supportPhone: e164Of(changed.supportPhone) }),
    ...(changed.supportEmail === undefined ? {} : { supportEmail: changed.supportEmail || null }),
  };
}

type Contact = Pick<Replies, "supportPhone" | "supportEmail">;

/** What the hub says in place of a contact detail that is not given. */
const OTHERWISE = "our office";

/** The reply as a customer reads it. */
export const previewOf = (text: string, { supportPhone, supportEmail }: Contact): string =>
  text
    .replaceAll("{phone}", e164Of(supportPhone) ?? OTHERWISE)
    .replaceAll("{email}", supportEmail.trim() || OTHERWISE)
    .trim();

/** What stands in the reply and has no value. */
export function missingIn(text: string, { supportPhone, supportEmail }: Contact): string | null {
  const lacks = (mark: string, value: string) => text.includes(mark) && value.trim() === "";
  const [phone, email] = [lacks("{phone}", supportPhone), lacks("{email}", supportEmail)];
  if (phone && email) return `{phone} and {email} read “${OTHERWISE}” until you give both below.`;
  if (phone) return `{phone} reads “${OTHERWISE}” until you give a phone number below.`;
  return email ? `{email} reads “${OTHERWISE}” until you give an email below.` : null;
}
