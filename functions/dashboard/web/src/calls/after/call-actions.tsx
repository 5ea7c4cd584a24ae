import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Call } from "@/api/types";
import { possibleWith } from "@/calls/after/possible";
import { useKnown } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { IconButton } from "@/ui/button";
import { LateMenu } from "@/ui/late-menu";

const CallMenu = lazy(async () => ({ default: (await import("@/calls/after/call-menu")).CallMenu }));
const CallBack = lazy(async () => ({ default: (await import("@/calls/after/call-back")).CallBack }));
const FollowUpDialog = lazy(async () => ({ default: (await import("@/calls/after/follow-up-dialog")).FollowUpDialog }));
const ShareDialog = lazy(async () => ({ default: (await import("@/calls/after/share-dialog")).ShareDialog }));

export type Open = "call" | "text" | "share";

/** What can be done with a call, behind one button; nothing where nothing can. */
export function CallActions({ call, name }: { call: Call; name: string }) {
  const { mayWrite } = useWorkspace();
  const optedOut = useKnown()[call.conversationId]?.optedOut ?? false;
  const [open, setOpen] = useState<Open | null>(null);
  const possible = possibleWith(call, { mayWrite, optedOut });
  if (!Object.values(possible).includes(true)) return null;
  const close = () => setOpen(null);
  return (
    <>
      <LateMenu
        menu={CallMenu}
        choices={{ call, possible, onOpen: setOpen }}
        trigger={(props) => (
          <IconButton label={`Actions for the call with ${name}`} {...props}>
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      />
      <Suspense>
        {open === "call" && <CallBack call={call} onClose={close} />}
        {open === "text" && <FollowUpDialog call={call} name={name} onClose={close} />}
        {open === "share" && <ShareDialog call={call} onClose={close} />}
      </Suspense>
    </>
  );
}
