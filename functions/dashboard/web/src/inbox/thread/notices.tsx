import { TriangleAlert } from "lucide-react";
import type { Conversation } from "@/api/types";

/** What the person should know before they answer. */
export function Notices({ conversation: { optOutSuspected, optedOut } }: { conversation: Conversation }) {
  if (!optOutSuspected || optedOut) return null;
  return (
    <p role="note" className="flex items-start gap-2 border-b border-line bg-warning-soft px-4 py-2 text-sm text-warning">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      They may have asked to opt out. Read their last message before you text again.
    </p>
  );
}
