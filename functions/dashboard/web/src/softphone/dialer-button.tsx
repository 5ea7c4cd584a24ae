import { Grip } from "lucide-react";
import { useWorkspace } from "@/live/workspace";
import { openDialer, useWish } from "@/softphone/wish";
import { Button } from "@/ui/button";
import { Hint } from "@/ui/hint";

/** Opens the dialer, for those who may call; it stands at the right of a page's head. */
export function DialerButton() {
  const { mayWrite } = useWorkspace();
  const { line } = useWish();
  if (!mayWrite) return null;
  return (
    <div className="float-right p-2.5">
      <Hint words={line === "ready" ? "Calls ring in this browser" : "Calls don't ring in this browser"} shortcut="d">
        <Button onClick={() => openDialer()}>
          <Grip aria-hidden="true" className="size-4" />
          Dialer
          <span aria-hidden="true" className={line === "ready" ? "size-2 rounded-full bg-success" : "hidden"} />
        </Button>
      </Hint>
    </div>
  );
}
