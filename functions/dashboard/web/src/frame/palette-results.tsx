import { MessageSquareText } from "lucide-react";
import { useNavigate } from "react-router";
import { formatPhone } from "@/format/phone";
import { foundValue, Group, Item } from "@/frame/palette-parts";
import { nameOf } from "@/inbox/conversations";
import { Excerpt } from "@/inbox/search/excerpt";
import type { useSearch } from "@/inbox/search/search";
import { conversationUrl, messageUrl } from "@/inbox/tabs";
import { Avatar } from "@/ui/avatar";

interface Props {
  found: ReturnType<typeof useSearch>;
  /** Conversations that the palette lists by itself. */
  listed: ReadonlySet<string>;
  then: (action: () => void) => () => void;
}

const SHOWN = 8;

/** What the hub finds beyond what is loaded. */
export function PaletteResults({ found, listed, then }: Props) {
  const navigate = useNavigate();
  const conversations = found.conversations.filter(({ id }) => !listed.has(id));
  const messages = found.messages.slice(0, SHOWN);
  return (
    <>
      {conversations.length > 0 && (
        <Group heading="More conversations" forceMount>
          {conversations.map((conversation) => (
            <Item
              key={conversation.id}
              value={foundValue(conversation.id)}
              forceMount
              icon={<Avatar name={conversation.contactName ?? null} seed={conversation.theirAddress} size="sm" />}
              onSelect={then(() => void navigate(conversationUrl(conversation.state === "closed" ? "done" : "open", conversation.id)))}
            >
              <span className="truncate">{nameOf(conversation)}</span>
            </Item>
          ))}
        </Group>
      )}
      {messages.length > 0 && (
        <Group heading="Messages" forceMount>
          {messages.map((message) => (
            <Item
              key={message.id}
              value={foundValue(message.id)}
              forceMount
              icon={<MessageSquareText className="size-4" />}
              onSelect={then(() => void navigate(messageUrl("open", message.conversationId, message.id)))}
            >
              <span className="min-w-0 py-1.5">
                <span className="block truncate text-xs text-ink-soft">
                  {message.contactName ?? formatPhone(message.theirAddress)}
                </span>
                <span className="line-clamp-2">
                  <Excerpt excerpt={message.excerpt} />
                </span>
              </span>
            </Item>
          ))}
        </Group>
      )}
    </>
  );
}
