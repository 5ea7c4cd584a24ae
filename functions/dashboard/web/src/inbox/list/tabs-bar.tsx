import { NavLink } from "react-router";
import { useConversationList } from "@/inbox/conversations";
import { TAB_NAMES, TABS, type TabName } from "@/inbox/tabs";
import { classes } from "@/ui/classes";

/** The tabs with how many each holds, as far as loaded: `30+` when the hub has more. */
export function Tabs({ current }: { current: TabName }) {
  return (
    <nav aria-label="Conversation tabs" className="flex h-10 shrink-0 overflow-x-auto border-b border-line px-2.5">
      {TAB_NAMES.map((name) => (
        <Tab key={name} name={name} isCurrent={name === current} />
      ))}
    </nav>
  );
}

function Tab({ name, isCurrent }: { name: TabName; isCurrent: boolean }) {
  // What needs nobody now is counted only once someone looks at it; Done grows for ever.
  const isInInbox = TABS[name].filter.state === "open";
  const { conversations, hasNextPage } = useConversationList(TABS[name].filter, isCurrent || isInInbox);
  const count = conversations?.length ?? null;
  return (
    <NavLink
      to={`/inbox/${name}`}
      aria-current={isCurrent ? "page" : undefined}
      className={classes(
        "-mb-px flex items-center gap-1 rounded-t border-b-2 px-1.5 text-sm font-medium whitespace-nowrap outline-offset-[-2px]",
        isCurrent ? "border-accent-text text-ink" : "border-transparent text-ink-soft hover:text-ink",
      )}
    >
      {TABS[name].label}
      {count !== null && (
        <span data-numeric className="text-xs font-normal text-ink-soft">
          {count}
          {hasNextPage && "+"}
        </span>
      )}
    </NavLink>
  );
}
