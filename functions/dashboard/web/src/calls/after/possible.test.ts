import { expect, test } from "vitest";
import type { Call } from "@/api/types";
import { possibleWith } from "@/calls/after/possible";

const call = (fields: object): Call =>
  ({ theirAddress: "+14155550123", endedAt: "2026-11-21T12:00:00Z", outcome: "missed", recording: null, voicemail: null, ...fields }) as Call;
const writer = { mayWrite: true, optedOut: false };
const names = (possible: object) => Object.entries(possible).flatMap(([name, is]) => (is ? [name] : []));

test.each([
  ["a missed call", call({}), writer, ["callBack", "textBack"]],
  ["a viewer", call({}), { ...writer, mayWrite: false }, []],
  ["who wants no texts", call({}), { ...writer, optedOut: true }, ["callBack"]],
  ["a withheld number", call({ theirAddress: "anonymous" }), writer, []],
  ["a call that goes on", call({ endedAt: null, outcome: null }), writer, []],
  ["a recording", call({ recording: { state: "completed" } }), writer, ["callBack", "textBack", "share", "download"]],
  ["a removed recording", call({ recording: { state: "removed" } }), writer, ["callBack", "textBack"]],
  ["words", call({ voicemail: { transcript: { state: "ready", text: "Hi" } } }), writer, ["callBack", "textBack", "share", "exportWords"]],
  ["a viewer with a recording", call({ recording: { state: "completed" } }), { ...writer, mayWrite: false }, ["download"]],
])("%s allows what is possible", (_, subject, circumstances, expected) => {
  expect(names(possibleWith(subject, circumstances))).toEqual(expected);
});
