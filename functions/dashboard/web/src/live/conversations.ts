import type { ConversationFilter } from "@/api/hub";
import type { Conversation, ConversationPatch, Message } from "@/api/types";
import { wordsOf } from "@/format/message-words";

/**
 * The newest state of every conversation this tab has seen, from lists, events
 * and answers alike. Lists are views of it, so an answer that was under way
 * while an event arrived can never bring back an older state.
 */
export type Known = Readonly<Record<string, Conversation>>;

/** Whether one state of a conversation is older than another: one that was erased is older than what began after it. */
const isOlder = (one: Conversation, other: Conversation): boolean =>
  one.createdAt === other.createdAt ? one.version < other.version : one.createdAt < other.createdAt;

/** Takes in conversations, ignoring any that is not newer than the one held. */
export function learn(known: Known, conversations: readonly Conversation[]): Known {
  let next: Record<string, Conversation> | null = null;
  for (const conversation of conversations) {
    const held = (next ?? known)[conversation.id];
    if (held && !isOlder(held, conversation)) continue;
    next ??= { ...known };
    next[conversation.id] = conversation;
  }
  return next ?? known;
}

/** The conversation as it will be once the hub has accepted `patch`. */
export function assumed(conversation: Conversation, patch: ConversationPatch): Conversation {
  const placed = patch.snoozedUntil ? { state: "snoozed" as const } : patch.state ? { snoozedUntil: null } : {};
  return { ...conversation, ...patch, ...placed };
}

/**
 * The conversation with `message` as its newest. Its own event follows with the
 * counts of the hub; whichever comes first, nothing is counted twice.
 */
export function withMessage(conversation: Conversation, message: Message): Conversation {
  const { lastMessage } = conversation;
  // The keyword that it answers is what the list shows.
  if (message.kind === "keyword_reply") return conversation;
  if (lastMessage && lastMessage.at > message.createdAt) return conversation;
  const isNew = !lastMessage || lastMessage.at < message.createdAt;
  return {
    ...conversation,
    inboundCount: conversation.inboundCount + (isNew && message.direction === "inbound" ? 1 : 0),
    lastMessage: {
      preview: isNew ? wordsOf(message.body, message.media) : lastMessage.preview,
      direction: message.direction,
      status: message.status,
      at: message.createdAt,
    },
  };
}

export const activityOf = (conversation: Conversation): string =>
  conversation.lastMessage?.at ?? conversation.createdAt;

export function belongs(conversation: Conversation, filter: ConversationFilter, meId: string): boolean {
  if (filter.state && conversation.state !== filter.state) return false;
  if (filter.assignee === "me") return conversation.assigneeId === meId;
  if (filter.assignee === "none") return conversation.assigneeId === null;
  return true;
}

export interface Listing {
  /** What the hub listed, over all pages loaded so far. */
  listed: readonly Conversation[];
  filter: ConversationFilter;
  meId: string;
  /** Whether the hub has no further page. */
  isComplete: boolean;
}

/** What a list shows: the hub's pages, brought up to date with what is known since. */
export function arrange(known: Known, { listed, filter, meId, isComplete }: Listing): Conversation[] {
  const shown = new Map<string, Conversation>();
  for (const item of listed) {
    const held = known[item.id];
    shown.set(item.id, held && !isOlder(held, item) ? held : item);
  }
  const end = listed.at(-1);
  for (const held of Object.values(known)) {
    if (isComplete || (end && activityOf(held) >= activityOf(end))) shown.set(held.id, held);
  }
  return [...shown.values()].filter((item) => belongs(item, filter, meId)).sort(newestFirst);
}

function newestFirst(a: Conversation, b: Conversation): number {
  const [atA, atB] = [activityOf(a), activityOf(b)];
  if (atA !== atB) return atA < atB ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
