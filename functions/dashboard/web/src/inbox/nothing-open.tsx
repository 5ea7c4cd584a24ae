import { MessagesSquare } from "lucide-react";
import { lazy, Suspense } from "react";
import { Link, useParams } from "react-router";
import { useIsNew } from "@/inbox/setup/is-new";
import { useWorkspace } from "@/live/workspace";
import { Empty } from "@/ui/empty";

const Setup = lazy(async () => ({ default: (await import("@/inbox/setup/setup")).Setup }));

export function NothingOpen() {
  const { tab } = useParams();
  const { mayWrite } = useWorkspace();
  if (useIsNew()) {
    return (
      <main aria-label="Conversation" className="flex-1 overflow-y-auto bg-canvas">
        <Suspense>
          <Setup />
        </Suspense>
      </main>
    );
  }
  return (
    <main aria-label="Conversation" className="flex-1 bg-canvas">
      <Empty
        icon={MessagesSquare}
        title="No conversation open"
        words="Choose one from the list, or move with j and k and open with Enter."
        action={
          mayWrite && (
            <Link
              to={`/inbox/${tab}/new`}
              className="inline-flex h-9 items-center rounded-md border border-line bg-surface px-3 text-sm font-medium hover:bg-hover"
            >
              New conversation
            </Link>
          )
        }
      />
    </main>
  );
}
