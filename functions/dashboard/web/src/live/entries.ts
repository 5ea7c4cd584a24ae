import type { Entry, Message, Note } from "@/api/types";
import type { Outgoing } from "@/live/outbox";

/** What an entry is about: the hub versions it. */
const bodyOf = (entry: Entry): Message | Note => (entry.kind === "message" ? entry.message : entry.note);

export const messageEntry = (message: Message): Entry => ({ kind: "message", message });
export const noteEntry = (note: Note): Entry => ({ kind: "note", note });

/** All entries of the sources once each, the newest version of each, oldest first. */
export function mergeEntries(...sources: (readonly Entry[])[]): Entry[] {
  const byId = new Map<string, Entry>();
  for (const entry of sources.flat()) {
    const body = bodyOf(entry);
    const held = byId.get(body.id);
    if (!held || bodyOf(held).version < body.version) byId.set(body.id, entry);
  }
  return [...byId.values()].sort(oldestFirst);
}

function oldestFirst(one: Entry, other: Entry): number {
  const [a, b] = [bodyOf(one), bodyOf(other)];
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The key is the same before and after the hub knows the message, so its bubble stays in place. */
export type TimelineItem =
  | { kind: "message"; key: string; at: string; message: Message }
  | { kind: "note"; key: string; at: string; note: Note }
  | { kind: "outgoing"; key: string; at: string; outgoing: Outgoing };

/** The entries of the hub, then the messages still on their way that it does not list yet. */
export function timeline(entries: readonly Entry[], outgoing: readonly Outgoing[]): TimelineItem[] {
  const settled = new Set<string>();
  const items: TimelineItem[] = [];
  for (const entry of entries) {
    if (entry.kind === "note") {
      const { note } = entry;
      if (note.deletedAt === null) items.push({ kind: "note", key: note.id, at: note.createdAt, note });
      continue;
    }
    const { message } = entry;
    settled.add(message.id);
    if (message.clientId) settled.add(message.clientId);
    items.push({ kind: "message", key: message.clientId ?? message.id, at: message.createdAt, message });
  }
  const isUnderWay = ({ clientId, messageId }: Outgoing) => !settled.has(clientId) && !(messageId && settled.has(messageId));
  for (const entry of outgoing.filter(isUnderWay)) {
    items.push({ kind: "outgoing", key: entry.clientId, at: entry.createdAt, outgoing: entry });
  }
  return items;
}
