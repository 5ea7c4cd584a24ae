import { expect, test } from "vitest";
import { conversation, person } from "@/live/samples";
import { readUpTo, unreadOf } from "@/live/unread";

test("each person has what is left of the customer's messages", () => {
  const thread = conversation({ inboundCount: 5, reads: { usr_1: 3, usr_2: 5 } });
  expect(["usr_1", "usr_2", "usr_3"].map((id) => unreadOf(thread, person({ id })))).toEqual([2, 0, 5]);
  expect(unreadOf(readUpTo(thread, "usr_1", 5), person({ id: "usr_1" }))).toBe(0);
  expect(unreadOf(thread, person({ id: "usr_2" }))).toBe(0);
});

test("a newcomer does not find years of unread messages", () => {
  const old = conversation({ inboundCount: 90, createdAt: "2024-01-01T00:00:00.000Z", lastInboundMs: Date.parse("2024-05-01T00:00:00.000Z") });
  const joinedAt = "2026-03-01T09:00:00.000Z";
  expect(unreadOf(old, person({ joinedAt }))).toBe(0);
  expect(unreadOf({ ...old, lastInboundMs: Date.parse("2026-03-02T09:00:00.000Z") }, person({ joinedAt }))).toBe(1);
  expect(unreadOf({ ...old, inboundCount: 2, createdAt: "2026-03-01T10:00:00.000Z" }, person({ joinedAt }))).toBe(2);
});
