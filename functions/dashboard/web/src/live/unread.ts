import type { Conversation, User } from "@/api/types";

/** How many of the customer's messages a person has not seen. */
export function unreadOf({ inboundCount, reads, createdAt, lastInboundMs }: Conversation, { id, joinedAt }: User): number {
  const seen = reads[id];
  if (seen !== undefined) return Math.max(0, inboundCount - seen);
  if (joinedAt === null || createdAt >= joinedAt) return inboundCount;
  // What was written before a person came is not theirs to read. Of what came since, the hub keeps no count.
  return (lastInboundMs ?? 0) > Date.parse(joinedAt) ? 1 : 0;
}

/** The conversation as a person sees it who has read so far. */
export const readUpTo = (conversation: Conversation, userId: string, seen: number): Conversation => ({
  ...conversation,
  reads: { ...conversation.reads, [userId]: seen },
});
