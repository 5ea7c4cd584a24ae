import { CalendarClock, CircleHelp, Grip, Inbox, Megaphone, Phone, Search, Settings, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useMatch } from "react-router";
import { ConnectionState } from "@/frame/connection";
import { PersonMenu } from "@/frame/person-menu";
import { useConversationList } from "@/inbox/conversations";
import { TABS } from "@/inbox/tabs";
import { unreadOf } from "@/live/unread";
import { useWorkspace } from "@/live/workspace";
import { loadSettings } from "@/settings/load";
import { openDialer, useWish } from "@/softphone/wish";
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
  const { me, mayWrite } = useWorkspace();
  const { conversations } = useConversationList(TABS.open.filter);
  const unread = conversations?.filter((conversation) => unreadOf(conversation, me.user) > 0).length ?? 0;
  return (
    <nav
      aria-label="Main"
      className="flex items-center justify-around border-t border-line bg-canvas p-1 pb-[max(4px,env(safe-area-inset-bottom))] md:h-full md:w-14 md:flex-col md:justify-start md:gap-1 md:border-t-0 md:border-r md:px-1.5 md:py-2 xl:w-[220px] xl:px-2"
    >
      <p className="hidden h-10 w-full items-center truncate px-3 font-semibold xl:flex">{me.tenant.name}</p>
      <Area to="/inbox/open" within="/inbox" name="Inbox" icon={Inbox}>
        {unread > 0 && (
          <span className="absolute top-1 right-1 rounded-full bg-accent px-1.5 text-xs text-accent-ink xl:static xl:ml-auto">
            {unread}
            <span className="sr-only"> unread conversations</span>
          </span>
        )}
      </Area>
      <Area to="/calls" name="Calls" icon={Phone} />
      <Area to="/scheduled" name="Scheduled" icon={CalendarClock} />
      <Area to="/campaigns" name="Campaigns" icon={Megaphone} />
      {mayWrite && <DialerItem />}
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
      <Area to="/settings" name="Settings" icon={Settings} onNear={() => void loadSettings()} />
      <ConnectionState />
      <PersonMenu />
    </nav>
  );
}

/** Opens the dialer, and says whether calls ring here. */
function DialerItem() {
  const { isOn, line } = useWish();
  const words = !isOn ? "Dialer: calls are off" : line === "ready" ? "Dialer: calls ring here" : "Dialer: calls don't ring here";
  return (
    <button type="button" title={words} onClick={() => openDialer()} className={classes(ITEM, "max-md:hidden")}>
      <Grip aria-hidden="true" className="size-5" />
      <span className={LABEL}>Dialer</span>
      {isOn && <span aria-hidden="true" className={classes("absolute top-2 right-2 size-2 rounded-full xl:static xl:ml-auto", line === "ready" ? "bg-success" : "bg-warning")} />}
    </button>
  );
}

interface AreaProps {
  to: string;
  /** What belongs to it, if it is more than what it leads to. */
  within?: string;
  name: string;
  icon: LucideIcon;
  /** Somebody is about to go there. */
  onNear?: () => void;
  children?: ReactNode;
}

/** A place of the dashboard, marked while one is anywhere in it. */
function Area({ to, within = to, name, icon: Icon, onNear, children }: AreaProps) {
  const isHere = useMatch(`${within}/*`) !== null;
  return (
    <Link
      to={to}
      title={name}
      onPointerEnter={onNear}
      onFocus={onNear}
      aria-current={isHere ? "page" : undefined}
      className={classes(ITEM, isHere && "bg-accent-soft text-accent-text!")}
    >
      <Icon aria-hidden="true" className="size-5" />
      <span className={LABEL}>{name}</span>
      {children}
    </Link>
  );
}
