import { Link } from "react-router";
import type { FoundMessage } from "@/api/types";
import { formatPhone } from "@/format/phone";
import { shortTime } from "@/format/time";
import { Excerpt } from "@/inbox/search/excerpt";
import { messageUrl, type TabName } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { Avatar } from "@/ui/avatar";
import { classes } from "@/ui/classes";

interface Props {
  found: FoundMessage;
  tab: TabName;
  q: string;
  now: Date;
  isOpen: boolean;
}

/** A message that was found; it opens its thread at that place. */
export function MessageRow({ found, tab, q, now, isOpen }: Props) {
  const zone = useWorkspace().me.tenant.timeZone;
  return (
    <Link
      to={messageUrl(tab, found.conversationId, found.id, q)}
      aria-current={isOpen ? "location" : undefined}
      className={classes(
        "flex gap-3 border-b border-line px-4 py-3 outline-offset-[-2px]",
        isOpen ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <Avatar name={found.contactName ?? null} seed={found.theirAddress} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="truncate font-medium">{found.contactName ?? formatPhone(found.theirAddress)}</span>
          <span data-numeric className="ml-auto shrink-0 text-xs text-ink-soft">
            {shortTime(found.at, now, zone)}
          </span>
        </span>
        <span className="mt-0.5 line-clamp-2 text-sm break-words text-ink-soft">
          {found.direction === "outbound" && "You: "}
          <Excerpt excerpt={found.excerpt} />
        </span>
      </span>
    </Link>
  );
}
