import { TriangleAlert } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Conversation } from "@/api/types";
import { useConsent } from "@/inbox/context/consent-actions";
import { nameOf, useChangeConversation } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { Button } from "@/ui/button";
import { notify } from "@/ui/notify";

const SnoozedNotice = lazy(async () => ({ default: (await import("@/inbox/snooze/snoozed-notice")).SnoozedNotice }));

/** What the person should know before they answer. */
export function Notices({ conversation }: { conversation: Conversation }) {
  const { snoozedUntil } = conversation;
  return (
    <>
      {snoozedUntil && (
        <Suspense>
          <SnoozedNotice conversation={conversation} until={snoozedUntil} />
        </Suspense>
      )}
      <Suspicion conversation={conversation} />
    </>
  );
}

function Suspicion({ conversation }: { conversation: Conversation }) {
  const { mayWrite } = useWorkspace();
  if (!conversation.optOutSuspected || conversation.optedOut) return null;
  return (
    <div
      role="note"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-warning-soft px-4 py-2 text-sm text-warning"
    >
      <p className="flex min-w-60 flex-1 items-start gap-2">
        <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        They may have asked to opt out. Read their last message before you text again.
      </p>
      {mayWrite && <Choices conversation={conversation} />}
    </div>
  );
}

function Choices({ conversation }: { conversation: Conversation }) {
  const { optOut } = useConsent(conversation);
  const change = useChangeConversation();
  const [isBusy, setBusy] = useState(false);
  const decide = async (way: () => Promise<void>) => {
    setBusy(true);
    try {
      await way();
    } finally {
      setBusy(false);
    }
  };
  const out = (): Promise<void> =>
    decide(async () => {
      try {
        await optOut(reasonIn(conversation));
        notify.success(`${nameOf(conversation)} is opted out`);
      } catch (error) {
        notify.problem("Couldn't opt them out", error, () => void out());
      }
    });
  const dismiss = () =>
    decide(async () => {
      await change(conversation.id, { optOutSuspected: false }, "Couldn't take the warning away");
    });
  return (
    <span className="flex flex-wrap gap-2">
      <Button look="danger" disabled={isBusy} onClick={() => void out()}>
        Opt out this customer
      </Button>
      <Button disabled={isBusy} onClick={() => void dismiss()}>
        Not an opt-out
      </Button>
    </span>
  );
}

/** The evidence of a decision that takes one click: the words that it was made on, where they are still at hand. */
function reasonIn({ lastMessage }: Conversation): string {
  const words = lastMessage?.direction === "inbound" ? lastMessage.preview : null;
  return words === null ? "A person read their words as an opt-out." : `They wrote: ${words}`;
}
