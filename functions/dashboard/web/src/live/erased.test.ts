import { describe, expect, test } from "vitest";
import { begunAnew, heldWithoutErased, threadOf, withErased, withoutErased } from "@/live/erased";
import { arrived, call, conversation, erased as erasedEvent, message, updated } from "@/live/samples";

const gone = withErased({}, "cnv_1");

describe("which conversations are erased", () => {
  test("a second word of the same changes nothing", () => {
    expect(withErased(gone, "cnv_1")).toBe(gone);
  });

  test("one that begins anew is there again", () => {
    expect(begunAnew(withErased(gone, "cnv_2"), "cnv_1")).toEqual({ cnv_2: true });
    expect(begunAnew(gone, "cnv_3")).toBe(gone);
  });

  test("news of a thread name it, and other news none", () => {
    expect(threadOf(arrived(1, { conversationId: "cnv_2" }))).toBe("cnv_2");
    expect(threadOf({ seq: 2, at: "2026-03-01T10:00:00.000Z", type: "call_updated", data: { call: call() } })).toBe("cnv_1");
    expect([updated(3), erasedEvent(4)].map(threadOf)).toEqual([null, null]);
  });
});

describe("an answer without what was erased", () => {
  const other = conversation({ id: "cnv_2" });

  test("conversations, and messages and calls of them, are left out", () => {
    const page = {
      conversations: [conversation(), other],
      messages: [message(), message({ id: "msg_2", conversationId: "cnv_2" })],
      calls: [call()],
      nextCursor: "next",
    };
    expect(withoutErased(page, gone)).toEqual({
      conversations: [other],
      messages: [message({ id: "msg_2", conversationId: "cnv_2" })],
      calls: [],
      nextCursor: "next",
    });
  });

  test("an answer that has none of them stays the same object", () => {
    const page = { conversations: [other], nextCursor: null };
    expect(withoutErased(page, gone)).toBe(page);
    const held = { pages: [page], pageParams: [null] };
    expect(heldWithoutErased(held, gone)).toBe(held);
    expect(heldWithoutErased(undefined, gone)).toBe(undefined);
  });

  test("held pages lose their rows and keep their place", () => {
    const held = { pages: [{ conversations: [conversation()] }, { conversations: [other] }], pageParams: [null, "next"] };
    expect(heldWithoutErased(held, gone)).toEqual({
      pages: [{ conversations: [] }, { conversations: [other] }],
      pageParams: [null, "next"],
    });
  });
});
