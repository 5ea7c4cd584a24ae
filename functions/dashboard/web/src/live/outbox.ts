import { ApiProblem, sentenceOf, Unreachable } from "@/api/problem";
import type { Message, SendAnswer, SendRequest } from "@/api/types";

/** A file that was uploaded and leaves with a message. */
export interface OutgoingMedia {
  id: string;
  fileName: string;
  contentType: string;
  size: number;
  /** A picture of it that only this tab can show. */
  preview: string | null;
}

/** A message on its way from the composer to the hub. */
export interface Outgoing {
  /** Names the message in the request, its answer, its events and its Idempotency-Key. */
  clientId: string;
  conversationId: string;
  to: string;
  from: string;
  channel?: SendRequest["channel"];
  body: string;
  media?: readonly OutgoingMedia[];
  createdAt: string;
  /** `accepted`: the hub has it, its event has not come yet. */
  state: "waiting" | "sending" | "accepted" | "failed";
  messageId: string | null;
  /** How often it has left without an answer. */
  tries: number;
  problem: { sentence: string; code: string; mayRetry: boolean } | null;
}

export interface OutboxPorts {
  send: (message: SendRequest & { clientId: string }) => Promise<SendAnswer>;
  storage: Pick<Storage, "getItem" | "setItem">;
  storedAs: string;
  /** The hub refused; the text stays in the outbox. */
  onRefused: (outgoing: Outgoing) => void;
  /** The hub did not answer; whoever watches the connection calls `flush` once it is back. */
  onUnreachable: () => void;
}

/** The previews of an earlier page are gone with it. */
function withoutPreviews(entry: Outgoing): Outgoing {
  return entry.media ? { ...entry, media: entry.media.map((item) => ({ ...item, preview: null })) } : entry;
}

/** A hub that answers everything but this message is not asked for ever. */
const TRIES_AT_MOST = 5;

/**
 * Sends in the order written, one at a time per conversation. What could not
 * leave waits, over a reload too, and is sent again under the same `clientId`:
 * the hub takes it for the same message, so nothing is texted twice.
 */
export class Outbox {
  private entries: readonly Outgoing[];
  private readonly busy = new Set<string>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly ports: OutboxPorts) {
    this.entries = this.restore();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly Outgoing[] => this.entries;

  add(message: Pick<Outgoing, "clientId" | "conversationId" | "to" | "from" | "channel" | "body" | "media" | "createdAt">): void {
    this.write([...this.entries, { ...message, state: "waiting", messageId: null, tries: 0, problem: null }]);
    this.flush();
  }

  retry(clientId: string): void {
    this.change(clientId, { state: "waiting", tries: 0, problem: null });
    this.flush();
  }

  discard(clientId: string): void {
    this.write(this.entries.filter((entry) => entry.clientId !== clientId));
  }

  /** A conversation was erased with its customer: nothing of it is kept or sent. */
  forget(conversationId: string): void {
    const rest = this.entries.filter((entry) => entry.conversationId !== conversationId);
    if (rest.length < this.entries.length) this.write(rest);
  }

  /** The hub's own record of a message has arrived: the outbox need not hold it any more. */
  settle(message: Message): void {
    const rest = this.entries.filter(
      ({ clientId, messageId }) => clientId !== message.clientId && messageId !== message.id,
    );
    if (rest.length < this.entries.length) this.write(rest);
  }

  /** Sends whatever waits. */
  flush(): void {
    for (const entry of this.entries) {
      if (entry.state === "waiting" && !this.busy.has(entry.conversationId)) void this.dispatch(entry);
    }
  }

  private async dispatch(entry: Outgoing): Promise<void> {
    this.busy.add(entry.conversationId);
    this.change(entry.clientId, { state: "sending" });
    const goesOn = await this.attempt(entry);
    this.busy.delete(entry.conversationId);
    if (goesOn) this.flush();
    else this.ports.onUnreachable();
  }

  private async attempt(entry: Outgoing): Promise<boolean> {
    const { clientId, to, from, channel, body, media = [] } = entry;
    const attached = media.length > 0 ? { mediaIds: media.map(({ id }) => id) } : {};
    try {
      const answer = await this.ports.send({ clientId, to, from, message: body, ...(channel ? { channel } : {}), ...attached });
      this.change(clientId, { state: "accepted", messageId: answer.messageId });
      return true;
    } catch (error) {
      const tries = entry.tries + 1;
      if (error instanceof Unreachable && tries < TRIES_AT_MOST) {
        this.change(clientId, { state: "waiting", tries });
        return false;
      }
      const refused = error instanceof ApiProblem;
      const problem = {
        sentence: sentenceOf(error),
        code: refused ? error.code : "unknown",
        mayRetry: !refused || error.isPassing || error.status === 401,
      };
      this.change(clientId, { state: "failed", problem });
      this.ports.onRefused({ ...entry, state: "failed", problem });
      return true;
    }
  }

  private change(clientId: string, fields: Partial<Outgoing>): void {
    this.write(
      this.entries.map((entry) => (entry.clientId === clientId ? { ...entry, ...fields } : entry)),
    );
  }

  private write(entries: readonly Outgoing[]): void {
    this.entries = entries;
    this.ports.storage.setItem(this.ports.storedAs, JSON.stringify(entries));
    for (const listener of this.listeners) listener();
  }

  private restore(): readonly Outgoing[] {
    const stored = this.ports.storage.getItem(this.ports.storedAs);
    if (stored === null) return [];
    return (JSON.parse(stored) as Outgoing[])
      .filter((entry) => entry.state !== "accepted")
      .map((entry): Outgoing => (entry.state === "sending" ? { ...entry, state: "waiting" } : entry))
      .map(withoutPreviews);
  }
}
