import { expect, test } from "vitest";
import { consentWords, lengthWords, outcomeWords, silenceWords, transcriptWords } from "@/calls/words";
import { call } from "@/live/samples";

const recording = { source: "conversation", sid: "RE1", state: "completed", mediaId: "med_1", contentType: "audio/mpeg", durationSeconds: 7, error: null, carrierCopy: "kept" } as const;

test("lengths read as a clock", () => {
  expect([7, 60, 750, 3725].map(lengthWords)).toEqual(["0:07", "1:00", "12:30", "1:02:05"]);
});

test("a call says what became of it, or where it stands", () => {
  expect(outcomeWords(call({ outcome: "missed" }))).toBe("Missed call");
  expect(outcomeWords(call({ outcome: "missed", direction: "outbound" }))).toBe("No answer");
  expect(outcomeWords(call({ outcome: null, status: "ringing" }))).toBe("Incoming call · Ringing");
  expect(outcomeWords(call({ outcome: null, status: "teleported" }))).toBe("Incoming call · teleported");
});

test("a recording says who agreed, and why it is silent", () => {
  const consent = { policy: "require_keypress", asked: true, given: true, at: "2026-03-01T10:00:00Z", calleeToldAt: null } as const;
  expect(consentWords(call({ recording, consent }))).toBe("Recorded: the caller pressed a key to agree");
  expect(consentWords(call({ recording: { ...recording, source: "voicemail" }, consent }))).toBeNull();
  expect(silenceWords(call({ recording }))).toBeNull();
  expect(silenceWords(call({ recording: { ...recording, state: "failed", error: "Gone." } }))).toBe("Gone.");
});

test("a transcript is its words, or why there are none", () => {
  const left = (state: "none" | "pending" | "ready" | "failed" | "unavailable", text: string | null) =>
    transcriptWords(call({ voicemail: { state: "new", leftAt: "2026-03-01T10:00:00Z", transcript: { state, text } } }));
  expect(left("ready", "Call me")).toEqual({ words: "Call me", isText: true });
  expect(left("unavailable", null)?.isText).toBe(false);
  expect(left("none", null)).toBeNull();
});

test("what was removed says so", () => {
  expect(silenceWords(call({ recording: { ...recording, state: "removed", mediaId: null } }))).toBe("The recording was removed: its time was over");
  const voicemail = { state: "listened", transcript: { state: "removed", text: null }, leftAt: "2026-03-01T10:00:00Z" } as const;
  expect(transcriptWords(call({ voicemail }))).toEqual({ words: "The transcript was removed with it", isText: false });
});
