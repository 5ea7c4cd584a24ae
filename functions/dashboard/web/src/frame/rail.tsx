import { CalendarClock, CircleHelp, Inbox, Megaphone, Phone, Search, Settings } from "lucide-react";
import { Link, useMatch } from "react-router";
import { ConnectionState } from "@/frame/connection";
import { PersonMenu } from "@/frame/person-menu";
import { useConversationList } from "@/inbox/conversations";
import { TABS } from "@/inbox/tabs";
import { unreadOf } from "@/live/unread";
import { useWorkspace } from "@/live/workspace";
import { loadSettings } from "@/settings/load";
import { classes } from "@/ui/classes";
import { Key } from "@/ui/key";

const ITEM =
  "relative flex h-10 items-center justify-center gap-3 rounded-md px-3 text-sm font-medium text-ink-soft hover:bg-hover hover:text-ink xl:w-full xl:justify-start";
const LABEL = "sr-only xl:not-sr-only";

interface Props {
  onPalette: () => void;
  onHelp: () => void;
}

/** Icons, with labels on wide screens; a bar at the bottom on a phone. */
export function Rail({ onPalette, onHelp }: Props) {
  const { me } = useWorkspace();
  // Every tab and conversation of it is the inbox.
  const isInbox = useMatch("/inbox/*") !== null;
  const isCalls = useMatch("/calls/*") !== null;
  const isScheduled = useMatch("/scheduled/*") !== null;
  const isCampaigns = useMatch("/campaigns/*") !== null;
  const isSettings = useMatch("/settings/*") !== null;
  const { conversations } = useConversationList(TABS.open.filter);
  const unread = conversations?.filter((conversation) => unreadOf(conversation, me.user) > 0).length ?? 0;
  return (
    <nav
      aria-label="Main"
      className="flex items-center justify-around border-t border-line bg-canvas p-1 pb-[max(4px,env(safe-area-inset-bottom))] md:h-full md:w-14 md:flex-col md:justify-start md:gap-1 md:border-t-0 md:border-r md:px-1.5 md:py-2 xl:w-[220px] xl:px-2"
    >
      <p className="hidden h-10 w-full items-center truncate px-3 font-semibold xl:flex">{me.tenant.name}</p>
      <Link
        to="/inbox/open"
        title="Inbox"
        aria-current={isInbox ? "page" : undefined}
        className={classes(ITEM, isInbox && "bg-accent-soft text-accent-text!")}
      >
        <Inbox aria-hidden="true" className="size-5" />
        <span className={LABEL}>Inbox</span>
        {unread > 0 && (
          <span className="absolute top-1 right-1 rounded-full bg-accent px-1.5 text-xs text-accent-ink xl:static xl:ml-auto">
            {unread}
            <span className="sr-only"> unread conversations</span>
          </span>
        )}
      </Link>
      <Link
        to="/calls"
        title="Calls"
        aria-current={isCalls ? "page" : undefined}
        className={classes(ITEM, isCalls && "bg-accent-soft text-accent-text!")}
      >
        <Phone aria-hidden="true" className="size-5" />
        <span className={LABEL}>Calls</span>
      </Link>
      <Link
        to="/scheduled"
        title="Scheduled"
        aria-current={isScheduled ? "page" : undefined}
        className={classes(ITEM, isScheduled && "bg-accent-soft text-accent-text!")}
      >
        <CalendarClock aria-hidden="true" className="size-5" />
        <span className={LABEL}>Scheduled</span>
      </Link>
      <Link
        to="/campaigns"
        title="Campaigns"
        aria-current={isCampaigns ? "page" : undefined}
        className={classes(ITEM, isCampaigns && "bg-accent-soft text-accent-text!")}
      >
        <Megaphone aria-hidden="true" className="size-5" />
        <span className={LABEL}>Campaigns</span>
      </Link>
      <button type="button" title="Search and commands" onClick={onPalette} className={ITEM}>
        <Search aria-hidden="true" className="size-5" />
        <span className={LABEL}>Commands</span>
        <span aria-hidden="true" className="ml-auto hidden xl:block">
          <Key name="Ctrl K" />
        </span>
      </button>
      <div className="hidden flex-1 md:block" />
      <button type="button" title="Keyboard help" onClick={onHelp} className={classes(ITEM, "max-md:hidden")}>
        <CircleHelp aria-hidden="true" className="size-5" />
        <span className={LABEL}>Keyboard help</span>
      </button>
      <Link
        to="/settings"
        title="Settings"
        onPointerEnter={() => void loadSettings()}
        onFocus={() => void loadSettings()}
        aria-current={isSettings ? "page" : undefined}
        className={classes(ITEM, isSettings && "bg-accent-soft text-accent-text!")}
      >
        <Settings aria-hidden="true" className="size-5" />
        <span className={LABEL}>Settings</span>
      </Link>
      <ConnectionState />
      <PersonMenu />
    </nav>
  );
}
