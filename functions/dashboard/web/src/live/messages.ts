import type { Message } from "@/api/types";
import type { Outgoing } from "@/live/outbox";

/** All messages of the sources once each, the newest version of each, oldest first. */
export function mergeMessages(...sources: (readonly Message[])[]): Message[] {
  const byId = new Map<string, Message>();
  for (const message of sources.flat()) {
    const held = byId.get(message.id);
    if (!held || held.version < message.version) byId.set(message.id, message);
  }
  return [...byId.values()].sort(oldestFirst);
}

function oldestFirst(a: Message, b: Message): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The key is the same before and after the hub knows the message, so its bubble stays in place. */
export type TimelineItem =
  | { kind: "message"; key: string; at: string; message: Message }
  | { kind: "outgoing"; key: string; at: string; outgoing: Outgoing };

/** The messages of the hub, then those still on their way that the hub does not list yet. */
export function timeline(messages: readonly Message[], outgoing: readonly Outgoing[]): TimelineItem[] {
  const settled = new Set<string>();
  for (const message of messages) {
    settled.add(message.id);
    if (message.clientId) settled.add(message.clientId);
  }
  const underWay = outgoing.filter(
    ({ clientId, messageId }) => !settled.has(clientId) && !(messageId && settled.has(messageId)),
  );
  return [
    ...messages.map((message): TimelineItem => ({
      kind: "message",
      key: message.clientId ?? message.id,
      at: message.createdAt,
      message,
    })),
    ...underWay.map((entry): TimelineItem => ({
      kind: "outgoing",
      key: entry.clientId,
      at: entry.createdAt,
      outgoing: entry,
    })),
  ];
}
