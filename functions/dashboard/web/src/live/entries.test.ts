import { describe, expect, test } from "vitest";
import type { Message } from "@/api/types";
import { mergeEntries, messageEntry, noteEntry, timeline as arrange } from "@/live/entries";
import type { Outgoing } from "@/live/outbox";
import { message, note } from "@/live/samples";

const timeline = (messages: Message[], outgoing: Outgoing[]) => arrange(messages.map(messageEntry), outgoing);

const outgoing = (fields: Partial<Outgoing> = {}): Outgoing => ({
  clientId: "c1",
  conversationId: "cnv_1",
  to: "+14155550123",
  from: "+12015550123",
  body: "On my way",
  createdAt: "2026-03-01T10:05:00.000Z",
  state: "sending",
  messageId: null,
  tries: 0,
  problem: null,
  ...fields,
});

describe("mergeEntries", () => {
  test("an entry of a page and of an event is one, in its newest version", () => {
    const sent = messageEntry(message({ id: "m1", version: 1, status: "sent" }));
    const delivered = messageEntry(message({ id: "m1", version: 2, status: "delivered" }));
    expect(mergeEntries([sent], [delivered])).toEqual([delivered]);
    expect(mergeEntries([delivered], [sent])).toEqual([delivered]);
  });

  test("oldest first, whatever they are and whatever order they came in", () => {
    const early = messageEntry(message({ id: "b", createdAt: "2026-03-01T10:00:00.000Z" }));
    const late = noteEntry(note({ id: "a", createdAt: "2026-03-01T10:00:01.000Z" }));
    expect(mergeEntries([late], [early])).toEqual([early, late]);
  });
});

describe("timeline", () => {
  const own = (fields = {}) => message({ id: "m9", direction: "outbound", clientId: "c1", ...fields });
  const keys = (items: ReturnType<typeof timeline>) => items.map(({ kind, key }) => `${kind} ${key}`);

  test("what is on its way stands at the end", () => {
    expect(keys(timeline([message({ id: "m1" })], [outgoing()]))).toEqual(["message m1", "outgoing c1"]);
  });

  test("the event before the answer: once, under the same key", () => {
    expect(keys(timeline([own()], [outgoing()]))).toEqual(["message c1"]);
  });

  test("the answer before the event: still once", () => {
    const accepted = outgoing({ state: "accepted", messageId: "m9" });
    expect(keys(timeline([], [accepted]))).toEqual(["outgoing c1"]);
    expect(keys(timeline([own()], [accepted]))).toEqual(["message c1"]);
  });

  test("a record without the clientId is recognised by its id", () => {
    const accepted = outgoing({ state: "accepted", messageId: "m9" });
    expect(keys(timeline([own({ clientId: null })], [accepted]))).toEqual(["message m9"]);
  });

  test("two messages with the same words are two", () => {
    expect(timeline([own({ body: "On my way" })], [outgoing({ clientId: "c2" })])).toHaveLength(2);
  });

  test("a note stands among the messages until its words are taken away", () => {
    const kinds = (deletedAt: string | null) => arrange([noteEntry(note({ deletedAt }))], []).map(({ kind }) => kind);
    expect(kinds(null)).toEqual(["note"]);
    expect(kinds("2026-03-01T10:00:00.000Z")).toEqual([]);
  });
});
