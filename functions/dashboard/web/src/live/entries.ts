import type { Call, Entry, Message, Note } from "@/api/types";
import type { Outgoing } from "@/live/outbox";

/** What the hub knows an entry by. */
interface Body {
  id: string;
  at: string;
  version: number;
}

function bodyOf(entry: Entry): Body {
  switch (entry.kind) {
    case "message":
      return { ...entry.message, at: entry.message.createdAt };
    case "note":
      return { ...entry.note, at: entry.note.createdAt };
    case "call":
      return { ...entry.call, at: entry.call.startedAt };
  }
}

export const messageEntry = (message: Message): Entry => ({ kind: "message", message });
export const callEntry = (call: Call): Entry => ({ kind: "call", call });
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
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The key is the same before and after the hub knows the message, so its bubble stays in place. */
export type TimelineItem =
  | { kind: "message"; key: string; at: string; message: Message }
  | { kind: "note"; key: string; at: string; note: Note }
  | { kind: "call"; key: string; at: string; call: Call }
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
    if (entry.kind === "call") {
      const { call } = entry;
      items.push({ kind: "call", key: call.id, at: call.startedAt, call });
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
