import type { Conversation } from "@/api/types";

/** Says on which channel a conversation is, where it is not plain texts. */
export function ChannelMark({ channel }: Pick<Conversation, "channel">) {
  if (channel !== "whatsapp") return null;
  return <span className="shrink-0 rounded bg-success-soft px-1.5 text-xs font-medium text-success">WhatsApp</span>;
}
