import { expect, test } from "vitest";
import type { ConsentEntry, TeamMember } from "@/api/types";
import { wordsOf } from "@/inbox/context/consent-words";

const line = {
  tenant: "ten_acme",
  contact: "+14155550123",
  channel: "sms" as const,
  seq: 1,
  at: "2026-03-01T10:00:00Z",
  ourNumber: "+12015550123",
  previousHash: "0",
  hash: "1",
};
const team = [{ id: "usr_1", name: "Andy Agent" }] as TeamMember[];
const keyword = { messageId: "msg_1", messageSid: "SM1", handledBy: "provider" as const };

const cases: [entry: ConsentEntry, words: string][] = [
  [{ ...line, ...keyword, kind: "opted_out", cause: "keyword", word: " Stop. " }, "Opted out: texted “Stop.” to (201) 555-0123"],
  [{ ...line, kind: "opted_out", cause: "carrier_error", code: "21610", messageId: "msg_1" }, "Opted out: Twilio refused a text (error 21610)"],
  [{ ...line, kind: "opted_in", cause: "person", userId: "usr_1", reason: "Signed." }, "Opted in, recorded by Andy Agent: Signed."],
  [{ ...line, kind: "opted_out", cause: "person", userId: "usr_9", reason: "Called." }, "Opted out, recorded by a former member: Called."],
];

test.each(cases)("a line of the ledger in words", (entry, words) => {
  expect(wordsOf(entry, team)).toBe(words);
});
