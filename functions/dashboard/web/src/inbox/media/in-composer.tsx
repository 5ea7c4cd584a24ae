import { lazy, Suspense, type RefObject } from "react";
import type { Attached, Tray } from "@/inbox/media/tray";

const Attach = lazy(async () => ({ default: (await import("@/inbox/media/attach")).Attach }));
const AttachedList = lazy(async () => ({ default: (await import("@/inbox/media/attached-list")).AttachedList }));

/** The buttons of a composer that attach, loaded after the composer itself. */
export const AttachHere = (props: { tray: Tray; within: RefObject<HTMLElement | null> }) => (
  <Suspense fallback={<span className="size-9" />}>
    <Attach {...props} />
  </Suspense>
);

/** What is attached, if anything is. */
export function AttachedHere({ tray, attached }: { tray: Tray; attached: readonly Attached[] }) {
  if (attached.length === 0) return null;
  return (
    <Suspense>
      <AttachedList tray={tray} attached={attached} />
    </Suspense>
  );
}

/** Why a message with files cannot leave yet. */
export function whyNot(attached: readonly Attached[]): string | undefined {
  if (attached.some(({ state }) => state === "failed")) return "Remove the files that can't be sent";
  return attached.some(({ state }) => state === "uploading") ? "The files are still uploading" : undefined;
}
