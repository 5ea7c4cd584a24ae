import { SegmentedMessage } from "sms-segments-calculator";

const ROOM = {
  "GSM-7": { single: 160, each: 153 },
  "UCS-2": { single: 70, each: 67 },
} as const;

export interface SegmentCount {
  used: number;
  room: number;
  segments: number;
  encoding: "GSM-7" | "UCS-2";
  /** The first character that does not exist in GSM-7. */
  forcedBy: string | null;
}

/**
 * The text with curly quotes, long dashes and the like in their plain forms, as Twilio's own smart encoding has them;
 * null if the first character that forces UCS-2 has none.
 */
export function plainForm(body: string): string | null {
  const plain = new SegmentedMessage(body, "auto", true).encodedChars.map(({ raw }) => raw ?? "").join("");
  const { forcedBy } = countSegments(body);
  return forcedBy !== null && !plain.includes(forcedBy) ? plain : null;
}

/** Counts as carriers bill: GSM-7 units, or UTF-16 units once one character needs them. */
export function countSegments(body: string): SegmentCount {
  const message = new SegmentedMessage(body);
  const encoding = message.encodingName;
  const segments = Math.max(1, message.segmentsCount);
  const used = message.encodedChars.reduce((sum, { codeUnits }) => sum + (codeUnits?.length ?? 0), 0);
  const { single, each } = ROOM[encoding];
  return {
    used,
    room: segments === 1 ? single : segments * each,
    segments,
    encoding,
    forcedBy: encoding === "UCS-2" ? (message.getNonGsmCharacters()[0] ?? null) : null,
  };
}
