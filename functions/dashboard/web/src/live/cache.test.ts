import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test, vi } from "vitest";
import { HubCache, keys } from "@/live/cache";
import { messageEntry } from "@/live/entries";
import { arrived, conversation, erased, message, updated } from "@/live/samples";

const loads = vi.hoisted(() => vi.fn());
vi.mock("@/api/hub", () => ({ hub: { conversation: loads } }));

/** A window that lists a conversation, has found it and has its thread open. */
function cacheWithThread() {
  const client = new QueryClient();
  const cache = new HubCache(client);
  const page = { conversations: [conversation({ version: 7 })], nextCursor: null };
  cache.learn(page.conversations);
  client.setQueryData(keys.list({ state: "open" }), { pages: [page], pageParams: [null] });
  client.setQueryData(keys.search("hi"), { pages: [{ ...page, messages: [message()] }], pageParams: [null] });
  client.setQueryData(keys.timeline("cnv_1"), { pages: [{ entries: [messageEntry(message())] }], pageParams: [null] });
  client.setQueryData(keys.contact("con_14155550123"), { history: [] });
  cache.apply([arrived(1)]);
  return { client, cache };
}

const again = { version: 1, createdAt: "2026-03-02T09:00:00.000Z" };

describe("a conversation that is erased", () => {
  test("is nowhere in this window any more", () => {
    const { client, cache } = cacheWithThread();
    cache.apply([erased(2)]);
    expect(cache.known()).toEqual({});
    const held = [keys.list({ state: "open" }), keys.search("hi")].map((key) => JSON.stringify(client.getQueryData(key)));
    expect(held.join()).not.toContain("cnv_1");
    const own = [keys.timeline("cnv_1"), keys.arrivals("cnv_1"), keys.conversation("cnv_1"), keys.contact("con_14155550123")];
    expect(own.map((key) => client.getQueryData(key))).toEqual([undefined, undefined, undefined, undefined]);
    expect(client.getQueryData(keys.erased)).toEqual({ cnv_1: true });
  });

  test("is not brought back by an answer that was under way, nor by a late report", () => {
    const { client, cache } = cacheWithThread();
    cache.apply([erased(2), arrived(3)]);
    cache.learn([conversation({ version: 8 })]);
    expect(cache.known()).toEqual({});
    expect(cache.present({ conversations: [conversation()] })).toEqual({ conversations: [] });
    expect(client.getQueryData(keys.arrivals("cnv_1"))).toBe(undefined);
    expect(loads).not.toHaveBeenCalled();
  });

  test("begins anew with the customer's next text, whatever its version was before", () => {
    const { client, cache } = cacheWithThread();
    cache.apply([erased(2), updated(3, again)]);
    expect(cache.known()["cnv_1"]).toMatchObject(again);
    expect(client.getQueryData(keys.erased)).toEqual({});
    cache.learn([conversation({ version: 9 })]);
    expect(cache.known()["cnv_1"]).toMatchObject(again);
  });

  test("is forgotten at once, and in all threads, where it was erased", () => {
    const { cache } = cacheWithThread();
    const others = [
      conversation({ id: "cnv_2", channel: "whatsapp" }),
      conversation({ id: "cnv_3", theirAddress: "+14155550199" }),
    ];
    cache.learn(others);
    cache.forgetCustomer("+14155550123");
    expect(Object.keys(cache.known())).toEqual(["cnv_3"]);
  });
});
