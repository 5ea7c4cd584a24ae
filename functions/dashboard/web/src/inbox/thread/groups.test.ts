import { expect, test } from "vitest";
import { place } from "@/inbox/thread/groups";
import type { Message } from "@/api/types";
import { messageEntry, noteEntry, timeline } from "@/live/entries";
import { message, note } from "@/live/samples";

const at = (id: string, createdAt: string, direction: "inbound" | "outbound" = "inbound") =>
  message({ id, createdAt, direction });

const of = (messages: Message[]) => timeline(messages.map(messageEntry), []);

test("a note stands between two groups", () => {
  const entries = [messageEntry(at("a", "2026-03-01T15:00:00.000Z")), noteEntry(note({ createdAt: "2026-03-01T15:00:10.000Z" })), messageEntry(at("b", "2026-03-01T15:00:20.000Z"))];
  expect(place(timeline(entries, []), "UTC").map(({ startsGroup }) => startsGroup)).toEqual([true, true, true]);
});

test("messages within two minutes form a group, and a new side or day starts another", () => {
  const items = of(
    [
      at("a", "2026-03-01T15:00:00.000Z"),
      at("b", "2026-03-01T15:01:30.000Z"),
      at("c", "2026-03-01T15:02:00.000Z", "outbound"),
      at("d", "2026-03-01T15:04:01.000Z", "outbound"),
      at("e", "2026-03-02T15:00:00.000Z", "outbound"),
    ],
  );
  expect(place(items, "UTC").map(({ startsDay, startsGroup, endsGroup }) => [startsDay, startsGroup, endsGroup])).toEqual([
    [true, true, false],
    [false, false, true],
    [false, true, true],
    [false, true, true],
    [true, true, true],
  ]);
});

test("days are those of the tenant's zone", () => {
  const items = of([at("a", "2026-03-02T04:59:00.000Z"), at("b", "2026-03-02T05:00:30.000Z")]);
  expect(place(items, "America/New_York").map(({ startsDay }) => startsDay)).toEqual([true, true]);
  expect(place(items, "UTC").map(({ startsDay }) => startsDay)).toEqual([true, false]);
});
