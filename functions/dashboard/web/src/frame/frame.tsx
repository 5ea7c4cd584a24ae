import { lazy, Suspense, useState } from "react";
import { Outlet, useMatch, useNavigate } from "react-router";
import { Announcer } from "@/frame/announcer";
import { CarrierBanner } from "@/frame/carrier-banner";
import { ConnectionBar } from "@/frame/connection";
import { Rail } from "@/frame/rail";
import { useWorkspace } from "@/live/workspace";
import { SoftphoneStart } from "@/softphone/start";
import { classes } from "@/ui/classes";
import { useShortcut } from "@/ui/shortcut";

const CommandPalette = lazy(async () => ({ default: (await import("@/frame/command-palette")).CommandPalette }));
const KeyboardHelp = lazy(async () => ({ default: (await import("@/frame/keyboard-help")).KeyboardHelp }));

/** The rail, the screen beside it, and what is reachable from everywhere. */
export function Frame() {
  const { mayWrite } = useWorkspace();
  const navigate = useNavigate();
  const isDetail = useMatch("/inbox/:tab/:detail") !== null;
  const [overlay, setOverlay] = useState<"palette" | "help" | null>(null);
  useShortcut("mod+k", () => setOverlay(overlay === "palette" ? null : "palette"));
  useShortcut("?", () => setOverlay("help"));
  useShortcut("c", () => {
    if (mayWrite) void navigate("/inbox/open/new");
  });
  const close = () => setOverlay(null);

  return (
    <div className="flex h-dvh flex-col">
      <ConnectionBar />
      <CarrierBanner />
      <div className="flex min-h-0 flex-1 flex-col-reverse md:flex-row">
        <div className={classes("shrink-0 md:block", isDetail && "hidden")}>
          <Rail onPalette={() => setOverlay("palette")} onHelp={() => setOverlay("help")} />
        </div>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <div className="flex min-h-0 flex-1 flex-col md:flex-row">
            <Outlet />
          </div>
          <SoftphoneStart />
        </div>
      </div>
      <Announcer />
      <Suspense fallback={null}>
        {overlay === "palette" && <CommandPalette onClose={close} onHelp={() => setOverlay("help")} />}
        {overlay === "help" && <KeyboardHelp onClose={close} />}
      </Suspense>
    </div>
  );
}
