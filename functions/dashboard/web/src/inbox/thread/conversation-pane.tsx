import { lazy, Suspense, useEffect, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { isProblem } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { Composer } from "@/inbox/composer/composer";
import { useDraft } from "@/inbox/composer/draft";
import { ContextPanel } from "@/inbox/context/context-panel";
import { nameOf, useConversation, useToggleDone } from "@/inbox/conversations";
import { Notices } from "@/inbox/thread/notices";
import { Thread } from "@/inbox/thread/thread";
import { ThreadHeader } from "@/inbox/thread/thread-header";
import { ThreadSkeleton } from "@/inbox/thread/thread-skeleton";
import { useMarkRead, useMarkUnread } from "@/inbox/thread/mark-read";
import { useWorkspace } from "@/live/workspace";
import { useMatches } from "@/screen/visibility";
import { Failure } from "@/ui/failure";
import { useShortcut } from "@/ui/shortcut";

const ThreadSchedule = lazy(async () => ({ default: (await import("@/schedule/thread-schedule")).ThreadSchedule }));
const CallDialog = lazy(async () => ({ default: (await import("@/calls/call-dialog")).CallDialog }));
const NotHere = lazy(async () => ({ default: (await import("@/inbox/thread/not-here")).NotHere }));
const SnoozeDialog = lazy(async () => ({ default: (await import("@/inbox/snooze/snooze-dialog")).SnoozeDialog }));
const Dialog = lazy(async () => ({ default: (await import("@/ui/dialog")).Dialog }));

/** The conversation that the address names. */
export function ConversationPane() {
  const { conversationId = "" } = useParams();
  const { conversation, isErased, error, refetch } = useConversation(conversationId);
  if (conversation) return <Opened key={conversation.id} conversation={conversation} />;
  return (
    <main aria-label="Conversation" className="flex min-h-0 flex-1 flex-col bg-surface">
      {isErased || isProblem(error, "not_found") ? (
        <Suspense>
          <NotHere isErased={isErased} />
        </Suspense>
      ) : error ? (
        <Failure title="Couldn't open this conversation" error={error} onRetry={() => void refetch()} />
      ) : (
        <ThreadSkeleton />
      )}
    </main>
  );
}

function Opened({ conversation }: { conversation: Conversation }) {
  const { mayWrite } = useWorkspace();
  const navigate = useNavigate();
  const { tab } = useParams();
  const isWide = useMatches("(min-width: 1100px)");
  const [isPanelShown, setPanelShown] = useState(true);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [isSnoozing, setSnoozing] = useState(false);
  const [isCalling, setCalling] = useState(false);
  const draft = useDraft(conversation.id);
  const toggleDone = useToggleDone();
  useMarkRead(conversation);
  useShortcut("e", () => {
    if (mayWrite) void toggleDone(conversation);
  });
  const markUnread = useMarkUnread();
  useShortcut("s", () => setSnoozing(mayWrite));
  useShortcut("u", () => void markUnread(conversation));
  useShortcut("Escape", () => void navigate(`/inbox/${tab}`));

  const name = nameOf(conversation);
  useEffect(() => {
    document.title = `${name} · Hub`;
    return () => {
      document.title = "Inbox · Hub";
    };
  }, [name]);

  const onDetails = () => (isWide ? setPanelShown(!isPanelShown) : setDrawerOpen(true));
  return (
    <>
      <main aria-label="Conversation" className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
        <ThreadHeader conversation={conversation} isPanelShown={isWide && isPanelShown} onDetails={onDetails} onSnooze={() => setSnoozing(true)} onCall={() => setCalling(true)} />
        <Notices conversation={conversation} />
        <Thread
          conversation={conversation}
          onEdit={(body) => draft.write(draft.text ? `${body}\n${draft.text}` : body)}
        />
        <Suspense>
          <ThreadSchedule conversation={conversation} />
        </Suspense>
        <Composer conversation={conversation} draft={draft} />
      </main>
      {isWide && isPanelShown && (
        <aside aria-label="Details" className="w-72 shrink-0 overflow-y-auto border-l border-line bg-surface xl:w-80">
          <ContextPanel conversation={conversation} />
        </aside>
      )}
      <Suspense>
        {isCalling && <CallDialog conversation={conversation} onClose={() => setCalling(false)} />}
        {isSnoozing && <SnoozeDialog conversation={conversation} onClose={() => setSnoozing(false)} />}
        {!isWide && isDrawerOpen && (
          <Dialog title="Details" shape="drawer" onClose={() => setDrawerOpen(false)}>
            <ContextPanel conversation={conversation} />
          </Dialog>
        )}
      </Suspense>
    </>
  );
}
