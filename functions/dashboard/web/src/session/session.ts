import { ApiProblem, problemOf, Unreachable } from "@/api/problem";
import type { Session, User } from "@/api/types";

/**
 * Who is signed in. The access token lives in memory only; the refresh token is
 * in local storage so that a reload and a second tab stay signed in.
 *
 * The refresh token rotates, so two refreshes must never run with the same one:
 * within a tab they share one promise, across tabs they queue on a lock and each
 * reads the stored token only once it holds the lock.
 */
export type SessionState =
  | { status: "starting" }
  | { status: "signed-out"; expired: boolean }
  | { status: "unreachable" }
  | { status: "signed-in"; user: User };

export interface SessionPorts {
  fetch: typeof fetch;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Runs `task` while no other tab runs one. */
  exclusively: (task: () => Promise<string>) => Promise<string>;
}

const STORED_AS = "hub.refresh";

export class SessionStore {
  private state: SessionState = { status: "starting" };
  private token: string | null = null;
  private refreshing: Promise<string> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly ports: SessionPorts) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this.state;

  /** Picks up the session that an earlier visit left, if there is one. */
  async resume(): Promise<void> {
    if (this.ports.storage.getItem(STORED_AS) === null) {
      this.become({ status: "signed-out", expired: false });
      return;
    }
    this.become({ status: "starting" });
    await this.refresh().catch((error: unknown) => {
      if (this.state.status === "starting") this.become({ status: "unreachable" });
      if (!(error instanceof ApiProblem || error instanceof Unreachable)) throw error;
    });
  }

  signIn(email: string, password: string): Promise<void> {
    return this.enter("/auth/login", { email, password });
  }

  /** Any of the public routes that answer with a session: sign-in, sign-up, a reset, an invitation. */
  async enter(path: `/auth/${string}`, body: object): Promise<void> {
    this.accept(await this.post(path, body));
  }

  /** The hub gave a session in place of the one in hand. */
  replace(session: Session): void {
    this.accept(session);
  }

  /** The person leaves. The hub is told, but nobody waits for its answer. */
  leave(): void {
    const refreshToken = this.ports.storage.getItem(STORED_AS);
    if (refreshToken !== null) {
      const telling = this.ports.fetch("/auth/logout", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ refreshToken }),
        keepalive: true,
      });
      telling.catch(() => undefined);
    }
    this.signOut();
  }

  signOut(expired = false): void {
    this.token = null;
    this.ports.storage.removeItem(STORED_AS);
    this.become({ status: "signed-out", expired });
  }

  /** Another tab wrote or removed the stored session. */
  storedElsewhere(key: string | null): void {
    if (key !== null && key !== STORED_AS) return;
    const stored = this.ports.storage.getItem(STORED_AS);
    if (stored === null && this.state.status === "signed-in") this.signOut();
    if (stored !== null && this.state.status === "signed-out") void this.resume();
  }

  /** The access token in hand, or a new one. */
  async accessToken(): Promise<string> {
    return this.token ?? this.refresh();
  }

  /** A token other than `refused`, which the hub no longer takes. */
  async tokenAfter(refused: string): Promise<string> {
    if (this.token !== null && this.token !== refused) return this.token;
    return this.refresh();
  }

  private refresh(): Promise<string> {
    this.refreshing ??= this.ports
      .exclusively(() => this.rotate())
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  private async rotate(): Promise<string> {
    const refreshToken = this.ports.storage.getItem(STORED_AS);
    if (refreshToken === null) {
      this.signOut(true);
      throw new ApiProblem(401, "authentication_required", "Sign in to continue.");
    }
    try {
      return this.accept(await this.post("/auth/refresh", { refreshToken }));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) this.signOut(true);
      throw error;
    }
  }

  private accept(session: Session): string {
    this.token = session.token;
    this.ports.storage.setItem(STORED_AS, session.refreshToken);
    this.become({ status: "signed-in", user: session.user });
    return session.token;
  }

  private async post(path: string, body: object): Promise<Session> {
    const response = await this.ports
      .fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      })
      .catch((cause: unknown) => {
        throw new Unreachable({ cause });
      });
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as Session;
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

