import { useSyncExternalStore } from "react";
import { useWorkspace } from "@/live/workspace";

/** Who else is writing in a conversation at this moment. */
export function WhoWrites({ conversationId }: { conversationId: string }) {
  const { me, writers } = useWorkspace();
  const writing = useSyncExternalStore(writers.subscribe, writers.snapshot);
  const names = (writing[conversationId] ?? []).map((id) => me.team.find((member) => member.id === id)?.name ?? "Somebody");
  return (
    <p role="status" className="mx-auto w-full max-w-3xl shrink-0 px-4 text-xs text-ink-soft empty:hidden md:px-5">
      {names.length > 0 && `${new Intl.ListFormat("en").format(names)} ${names.length > 1 ? "are" : "is"} replying…`}
    </p>
  );
}
