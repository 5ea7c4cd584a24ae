import { Download } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { erasures } from "@/api/erasures";
import type { Conversation } from "@/api/types";
import { contactIdOf } from "@/format/contact-id";
import { gatherExport, progressWords, type Gathered } from "@/inbox/context/export";
import { useWorkspace } from "@/live/workspace";
import { dayIn } from "@/settings/audit/filters";
import { keepFile } from "@/settings/audit/keep-file";
import { notify } from "@/ui/notify";

const EraseDialog = lazy(async () => ({ default: (await import("@/inbox/context/erase-dialog")).EraseDialog }));

const LINK = "inline-flex items-center gap-1 rounded text-xs font-medium underline-offset-2 hover:underline";

/** Takes out everything that the hub holds of a customer, or, for owners, erases it. */
export function TheirData({ conversation }: { conversation: Conversation }) {
  const { isOwner } = useWorkspace();
  const [isErasing, setErasing] = useState(false);
  const { gathered, start, cancel } = useExport(conversation.theirAddress);
  return (
    <div className="mt-1 flex flex-col items-start gap-2">
      {gathered ? (
        <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-xs text-ink-soft">
          <span role="status" data-numeric>
            {progressWords(gathered)}
          </span>
          <button type="button" className={`${LINK} text-accent-text`} onClick={cancel}>
            Cancel export
          </button>
        </p>
      ) : (
        <button type="button" className={`${LINK} text-accent-text`} onClick={() => void start()}>
          <Download aria-hidden="true" className="size-3.5" />
          Export everything
        </button>
      )}
      {isOwner && (
        <button type="button" className={`${LINK} text-danger`} onClick={() => setErasing(true)}>
          Erase customer…
        </button>
      )}
      <Suspense>{isErasing && <EraseDialog conversation={conversation} onClose={() => setErasing(false)} />}</Suspense>
    </div>
  );
}

function useExport(address: string) {
  const zone = useWorkspace().me.tenant.timeZone;
  const [gathered, setGathered] = useState<Gathered | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      if (!running.current) return;
      running.current.abort();
      notify.words("The export was stopped, because its conversation was closed.");
    },
    [],
  );
  const start = async () => {
    const id = contactIdOf(address);
    const { signal } = (running.current = new AbortController());
    setGathered({ campaigns: 0, entries: 0 });
    try {
      const whole = await gatherExport((cursor) => erasures.exported(id, cursor, signal), setGathered);
      const file = new Blob([JSON.stringify(whole, null, 2)], { type: "application/json" });
      keepFile(file, `contact-${id.replace("con_", "")}-${dayIn(new Date(), zone)}.json`);
      notify.success("Everything exported");
    } catch (error) {
      if (!signal.aborted) notify.problem("Couldn't export", error, () => void start());
    } finally {
      running.current = null;
      setGathered(null);
    }
  };
  const cancel = () => running.current?.abort();
  return { gathered, start, cancel };
}
