import { expect, test } from "vitest";
import type { Transfer } from "@/api/softphone";
import type { Call } from "@/api/types";
import { ofLeg, type PhoneCall } from "@/softphone/phone-call";
import { callFacts, leg } from "@/softphone/samples";
import { handedWords, nameOfCall, stateWords, transferWords } from "@/softphone/words";

const NOW = Date.parse("2026-11-21T15:01:05Z");
const TEAM = [
  { id: "usr_ann", name: "Ann Agent" },
  { id: "usr_bo", name: "Bo Owner" },
];
const call = (change: Partial<PhoneCall> = {}, facts: Partial<Call> | null = {}): PhoneCall => ({
  ...ofLeg(leg("leg1"), "talking", NOW - 5_000),
  facts: facts && callFacts("call_1", facts),
  ...change,
});
const transfer = (change: Partial<Transfer> = {}): Transfer => ({
  id: 1,
  kind: "warm",
  to: { way: "ring", userId: "usr_bo", phone: null },
  reason: null,
  by: "usr_ann",
  at: "2026-11-21T15:01:00Z",
  state: "ringing",
  endedAt: null,
  ...change,
});

test.each<[PhoneCall, string]>([
  [call({}, null), "0:05"],
  [call({}, { answeredAt: "2026-11-21T15:00:00Z" }), "1:05"],
  [call({}, { answeredAt: "2026-11-21T15:00:00Z", heldSince: "2026-11-21T15:00:45Z" }), "On hold for 0:20"],
  [call({ isOwn: true }), "Calling…"],
  [call({ state: "dialing", isOwn: true }, null), "Calling…"],
  [call({ state: "joining" }, null), "Connecting…"],
  [call({ state: "ending" }), "Ending…"],
])("a call stands: %#: %s", (given, words) => {
  expect(stateWords(given, NOW)).toBe(words);
});

test.each<[Partial<Transfer>, string | null]>([
  [{}, "Ringing Bo Owner. Ann is on hold."],
  [{ kind: "blind" }, "Transferring to Bo Owner…"],
  [{ state: "talking", to: { way: "ring", userId: null, phone: "+14155550150" } }, "You talk with (415) 555-0150. Ann is on hold."],
  [{ state: "unanswered" }, "Bo Owner did not take it. Ann is still here."],
  [{ state: "completed" }, "Transferred to Bo Owner"],
  [{ state: "canceled" }, null],
])("a transfer stands: %j: %s", (change, words) => {
  expect(transferWords(transfer(change), "Ann", TEAM)).toBe(words);
});

test("whom a call is handed over to reads by whom and why", () => {
  expect(handedWords(call({}, { transfers: [transfer({ reason: "A bill" })] }), "usr_bo", TEAM)).toBe("Ann Agent transfers this call: A bill");
  expect(handedWords(call({}, { transfers: [transfer()] }), "usr_ann", TEAM)).toBeNull();
});

test("a customer without a name is called by their number", () => {
  expect(nameOfCall(call())).toBe("(415) 555-0142");
});
