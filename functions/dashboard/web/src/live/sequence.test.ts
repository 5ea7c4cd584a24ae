import { describe, expect, test } from "vitest";
import type { Event } from "@/api/types";
import { hasGap, receive, receiveSync, startAt, unstarted, type Sequence } from "@/live/sequence";
import { updated } from "@/live/samples";

const events = (...seqs: number[]): Event[] => seqs.map((seq) => updated(seq));
const seqs = (list: readonly Event[]): number[] => list.map(({ seq }) => seq);
const at = (last: number): Sequence => ({ last, held: [] });

describe("the socket's events", () => {
  const cases: [reason: string, last: number, frame: number[], ready: number[], held: number[]][] = [
    ["the next ones pass", 4, [5, 6], [5, 6], []],
    ["out of order within a frame they are put into order", 4, [6, 5], [5, 6], []],
    ["a duplicate of one let through is dropped", 4, [4, 5], [5], []],
    ["a duplicate within a frame passes once", 4, [5, 5], [5], []],
    ["behind a hole they are held", 4, [5, 7, 8], [5], [7, 8]],
  ];
  test.each(cases)("%s", (_, last, frame, ready, held) => {
    const step = receive(at(last), events(...frame));
    expect(seqs(step.ready)).toEqual(ready);
    expect(seqs(step.sequence.held)).toEqual(held);
  });

  test("a late event fills the hole and frees what was held", () => {
    const gap = receive(at(4), events(6, 7)).sequence;
    expect(hasGap(gap)).toBe(true);
    const step = receive(gap, events(5));
    expect(seqs(step.ready)).toEqual([5, 6, 7]);
    expect(step.sequence).toEqual(at(7));
  });

  test("before the start is known everything waits", () => {
    const early = receive(unstarted, events(9, 8));
    expect(early.ready).toEqual([]);
    const step = startAt(early.sequence, 8);
    expect(seqs(step.ready)).toEqual([9]);
  });
});

describe("a sync", () => {
  test("fills the hole from the hub and frees what the socket brought meanwhile", () => {
    const gap = receive(at(4), events(8)).sequence;
    const step = receiveSync(gap, { events: events(5, 6, 7), seq: 7, hasMore: false, reset: false });
    expect(seqs(step.ready)).toEqual([5, 6, 7, 8]);
    expect(step.sequence).toEqual(at(8));
  });

  test("with more to come it keeps the hole", () => {
    const gap = receive(at(4), events(9)).sequence;
    const step = receiveSync(gap, { events: events(5, 6), seq: 9, hasMore: true, reset: false });
    expect(seqs(step.ready)).toEqual([5, 6]);
    expect(hasGap(step.sequence)).toBe(true);
  });

  test("that has told everything moves past numbers the hub has no event for", () => {
    const step = receiveSync(at(4), { events: [], seq: 6, hasMore: false, reset: false });
    expect(step.sequence).toEqual(at(6));
  });
});
