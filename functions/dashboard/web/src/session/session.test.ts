import { expect, test, vi } from "vitest";
import type { Session } from "@/api/types";
import { person } from "@/live/samples";
import { SessionStore } from "@/session/session";

const answer = (turn: number): Session => ({
  token: `access ${turn}`,
  refreshToken: `refresh ${turn}`,
  expiresIn: 900,
  user: person(),
});

function setUp(respond: (turn: number) => Response | Error, storedToken: string | null = "refresh 0") {
  const stored = new Map<string, string>(storedToken === null ? [] : [["hub.refresh", storedToken]]);
  let turn = 0;
  const fetch = vi.fn<typeof globalThis.fetch>(() => {
    turn += 1;
    const result = respond(turn);
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  });
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
  const store = new SessionStore({ fetch, storage, exclusively: (task) => task() });
  return { store, stored, fetch };
}

test("two calls that need a new token share one refresh", async () => {
  const { store, fetch } = setUp((turn) => Response.json(answer(turn)));
  expect(await Promise.all([store.accessToken(), store.tokenAfter("old")])).toEqual(["access 1", "access 1"]);
  expect(fetch).toHaveBeenCalledOnce();
});

test("the rotated refresh token is the one sent next", async () => {
  const { store, fetch } = setUp((turn) => Response.json(answer(turn)));
  await store.resume();
  await store.tokenAfter("access 1");
  expect(fetch.mock.calls[1]?.[1]?.body).toBe('{"refreshToken":"refresh 1"}');
});

test("a token refused after another call has refreshed is not refreshed twice", async () => {
  const { store, fetch } = setUp((turn) => Response.json(answer(turn)));
  await store.resume();
  expect(await store.tokenAfter("access 0")).toBe("access 1");
  expect(fetch).toHaveBeenCalledOnce();
});

test("a refused refresh signs out and forgets the stored token", async () => {
  const { store, stored } = setUp(() => Response.json({ error: "Invalid token", code: "invalid_token" }, { status: 401 }));
  await store.resume();
  expect(store.snapshot()).toEqual({ status: "signed-out", expired: true });
  expect(stored.size).toBe(0);
});

test("an unreachable hub does not sign anyone out", async () => {
  const { store, stored } = setUp(() => new TypeError("network"));
  await store.resume();
  expect(store.snapshot()).toEqual({ status: "unreachable" });
  expect(stored.get("hub.refresh")).toBe("refresh 0");
});

test("signing out in another tab signs out here", async () => {
  const { store, stored } = setUp((turn) => Response.json(answer(turn)));
  await store.resume();
  stored.clear();
  store.storedElsewhere("hub.refresh");
  expect(store.snapshot().status).toBe("signed-out");
});

test("leaving tells the hub which session ended, and does not wait for it", async () => {
  const { store, stored, fetch } = setUp((turn) => (turn === 1 ? Response.json(answer(1)) : new TypeError("network")));
  await store.resume();
  store.leave();
  expect(store.snapshot()).toEqual({ status: "signed-out", expired: false });
  expect(stored.size).toBe(0);
  expect(fetch.mock.calls[1]?.[0]).toBe("/auth/logout");
  expect(fetch.mock.calls[1]?.[1]?.body).toBe('{"refreshToken":"refresh 1"}');
});

test("a sign-up is signed in with its answer", async () => {
  const { store, stored, fetch } = setUp(() => Response.json(answer(1)), null);
  await store.enter("/auth/signup", { organization: "Acme" });
  expect(fetch.mock.calls[0]?.[0]).toBe("/auth/signup");
  expect(store.snapshot()).toMatchObject({ status: "signed-in", user: { name: "Dana" } });
  expect(stored.get("hub.refresh")).toBe("refresh 1");
});
