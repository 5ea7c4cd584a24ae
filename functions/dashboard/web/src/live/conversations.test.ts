import { describe, expect, test } from "vitest";
import { arrange, assumed, learn, withMessage, type Known } from "@/live/conversations";
import { conversation, message } from "@/live/samples";

const lastAt = (at: string) => ({ preview: "Hi", direction: "inbound" as const, status: "received", at });
const spoke = (id: string, at: string, fields = {}) => conversation({ id, lastMessage: lastAt(at), ...fields });
const known = (...list: ReturnType<typeof conversation>[]): Known => learn({}, list);
const ids = (list: { id: string }[]) => list.map(({ id }) => id);
const open = { state: "open" } as const;

describe("learn", () => {
  test("an older or equal version changes nothing, not even the reference", () => {
    const held = known(conversation({ version: 3, contactName: "Maria" }));
    expect(learn(held, [conversation({ version: 2 }), conversation({ version: 3 })])).toBe(held);
  });

  test("a newer version replaces the one held", () => {
    const next = learn(known(conversation({ version: 3 })), [conversation({ version: 4, state: "closed" })]);
    expect(next["cnv_1"]?.state).toBe("closed");
  });

  test("the hub's answer replaces what was assumed", () => {
    const before = conversation({ version: 3, state: "closed" });
    const shown = assumed(before, { snoozedUntil: "2026-03-02T09:00:00.000Z", assigneeId: "usr_1" });
    expect(shown).toMatchObject({ state: "snoozed", assigneeId: "usr_1", version: 3 });
    expect(assumed(shown, { state: "open" })).toMatchObject({ state: "open", snoozedUntil: null });
    expect(learn({ cnv_1: shown }, [conversation({ version: 4, assigneeId: "usr_2" })])["cnv_1"]?.assigneeId).toBe("usr_2");
  });
});

describe("withMessage", () => {
  test("an inbound message is counted once, whichever event comes first", () => {
    const before = spoke("cnv_1", "2026-03-01T10:00:00.000Z", { version: 1, inboundCount: 0 });
    const text = message({ createdAt: "2026-03-01T11:00:00.000Z", body: "New" });
    const own = spoke("cnv_1", "2026-03-01T11:00:00.000Z", { version: 2, inboundCount: 1 });
    expect(withMessage(before, text)).toMatchObject({ inboundCount: 1, lastMessage: { preview: "New" } });
    expect(withMessage(own, text).inboundCount).toBe(1);
    expect(learn({ cnv_1: withMessage(before, text) }, [own])["cnv_1"]?.inboundCount).toBe(1);
  });

  test("news of an older message leaves the preview alone", () => {
    const held = spoke("cnv_1", "2026-03-01T12:00:00.000Z");
    expect(withMessage(held, message({ createdAt: "2026-03-01T11:00:00.000Z" }))).toBe(held);
  });

  test("a status of the newest message is shown", () => {
    const held = spoke("cnv_1", "2026-03-01T12:00:00.000Z");
    const failed = message({ createdAt: "2026-03-01T12:00:00.000Z", direction: "outbound", status: "failed" });
    expect(withMessage(held, failed).lastMessage).toMatchObject({ status: "failed", preview: "Hi" });
  });
});

describe("arrange", () => {
  const listing = (listed: ReturnType<typeof conversation>[], fields = {}) => ({
    listed,
    filter: open,
    meId: "usr_1",
    isComplete: false,
    ...fields,
  });

  test("a page answered late does not bring back an older state", () => {
    const stale = spoke("a", "2026-03-01T10:00:00.000Z", { version: 1 });
    const done = spoke("a", "2026-03-01T10:00:00.000Z", { version: 2, state: "closed" });
    expect(arrange(known(done), listing([stale]))).toEqual([]);
  });

  test("one that an event brought takes its place by activity", () => {
    const listed = [spoke("a", "2026-03-01T10:00:00.000Z"), spoke("b", "2026-03-01T08:00:00.000Z")];
    const fresh = spoke("c", "2026-03-01T09:00:00.000Z");
    expect(ids(arrange(known(...listed, fresh), listing(listed)))).toEqual(["a", "c", "b"]);
  });

  test("one from beyond the loaded pages waits for its page", () => {
    const listed = [spoke("a", "2026-03-01T10:00:00.000Z")];
    const old = spoke("z", "2026-02-01T10:00:00.000Z");
    expect(ids(arrange(known(old), listing(listed)))).toEqual(["a"]);
    expect(ids(arrange(known(old), listing(listed, { isComplete: true })))).toEqual(["a", "z"]);
  });

  test("a page from before an erasure does not hide what began after it", () => {
    const before = spoke("a", "2026-03-01T10:00:00.000Z", { version: 9 });
    const anew = spoke("a", "2026-03-02T10:00:00.000Z", { version: 1, createdAt: "2026-03-02T10:00:00.000Z" });
    expect(arrange(known(anew), listing([before]))).toEqual([anew]);
  });

  test("one listed on two pages is shown once", () => {
    const twice = spoke("a", "2026-03-01T10:00:00.000Z");
    expect(ids(arrange({}, listing([twice, twice])))).toEqual(["a"]);
  });

  test("Mine and Unassigned follow the assignee", () => {
    const mine = spoke("a", "2026-03-01T10:00:00.000Z", { assigneeId: "usr_1" });
    const free = spoke("b", "2026-03-01T10:00:00.000Z");
    const all = known(mine, free);
    const complete = (assignee: string) => listing([], { isComplete: true, filter: { ...open, assignee } });
    expect(ids(arrange(all, complete("me")))).toEqual(["a"]);
    expect(ids(arrange(all, complete("none")))).toEqual(["b"]);
  });
});
