import { AlarmClock, CheckCheck, Inbox, SearchX, UserRoundCheck, Users } from "lucide-react";
import { lazy, Suspense } from "react";
import { Link } from "react-router";
import { useIsNew } from "@/inbox/setup/is-new";
import type { TabName } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { useMatches } from "@/screen/visibility";
import { Empty } from "@/ui/empty";

const NOTHING = {
  open: {
    icon: Inbox,
    title: "All caught up",
    words: "New texts to your numbers appear here the moment they arrive.",
    next: "new",
    action: "Start a conversation",
  },
  mine: {
    icon: UserRoundCheck,
    title: "Nothing is assigned to you",
    words: "Take one from Unassigned: open it and choose Assign, then your name.",
    next: "unassigned",
    action: "See Unassigned",
  },
  unassigned: {
    icon: Users,
    title: "Everything has an owner",
    words: "Conversations that nobody has taken yet wait here.",
    next: "open",
    action: "See all open",
  },
  snoozed: {
    icon: AlarmClock,
    title: "Nothing is snoozed",
    words: "Press s in a conversation to put it off. It comes back at its time, or when they write again.",
    next: "open",
    action: "See open conversations",
  },
  done: {
    icon: CheckCheck,
    title: "Nothing is done yet",
    words: "Press e in a conversation when it needs no more of you. It comes back when they write again.",
    next: "open",
    action: "See open conversations",
  },
} as const;

const Setup = lazy(async () => ({ default: (await import("@/inbox/setup/setup")).Setup }));

const LINK =
  "inline-flex h-9 items-center rounded-md border border-line bg-surface px-3 text-sm font-medium hover:bg-hover";

export function ListEmpty({ tab, q }: { tab: TabName; q: string }) {
  const { me, mayWrite } = useWorkspace();
  // With room beside the list, the steps stand there.
  const isNarrow = !useMatches("(min-width: 720px)");
  if (useIsNew() && isNarrow && tab === "open" && !q) {
    return (
      <Suspense>
        <Setup />
      </Suspense>
    );
  }
  if (q) {
    const looksLikeNumber = /^[\d\s()+.-]{7,}$/.test(q);
    return (
      <Empty
        icon={SearchX}
        title="No match"
        words={
          looksLikeNumber
            ? "No conversation or message with this number yet."
            : "No message, name or number has all of these words. A word is found by its beginning."
        }
        action={
          mayWrite && looksLikeNumber ? (
            <Link to={`/inbox/${tab}/new?to=${encodeURIComponent(q)}`} className={LINK}>
              Text this number
            </Link>
          ) : (
            <Link to={`/inbox/${tab}`} className={LINK}>
              Clear search
            </Link>
          )
        }
      />
    );
  }
  const { icon, title, words, next, action } = NOTHING[tab];
  const link = (
    <Link to={next === "new" ? `/inbox/${tab}/new` : `/inbox/${next}`} className={LINK}>
      {action}
    </Link>
  );
  const mayBegin = mayWrite && me.numbers.length > 0;
  return <Empty icon={icon} title={title} words={words} action={next !== "new" || mayBegin ? link : undefined} />;
}
