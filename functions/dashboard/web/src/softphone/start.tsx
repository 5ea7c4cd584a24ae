import { lazy, Suspense } from "react";
import { useWorkspace } from "@/live/workspace";
import { openDialer, useWish } from "@/softphone/wish";
import { useShortcut } from "@/ui/shortcut";

const SoftphoneDock = lazy(() => import("@/softphone/softphone-dock"));

/** The place of calls at the foot of every screen; their code comes once somebody wants to call or to be called here. */
export function SoftphoneStart() {
  const { me, mayWrite } = useWorkspace();
  const { isOn, dialer } = useWish();
  useShortcut("d", () => mayWrite && openDialer());
  if (!mayWrite || !(isOn || dialer)) return null;
  return (
    <Suspense>
      <SoftphoneDock key={me.user.id} />
    </Suspense>
  );
}
