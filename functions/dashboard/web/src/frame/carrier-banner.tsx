import { TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { carrierOf } from "@/frame/carrier";
import { useWorkspace } from "@/live/workspace";

/** Over everything while the carrier takes nothing, because every answer waits for it. */
export function CarrierBanner() {
  const { me, isOwner } = useWorkspace();
  const carrier = carrierOf(me);
  return (
    <div role="status" data-testid="carrier-banner">
      {carrier?.status === "stopped" && (
        <p className="flex flex-wrap items-center justify-center gap-x-2 bg-danger-soft px-4 py-1.5 text-center text-sm text-danger">
          <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
          <span>{`Texts wait: ${carrier.reason ?? "Twilio refuses our credentials."}`}</span>
          {isOwner ? (
            <Link to="/settings/integrations" className="rounded font-semibold underline">
              Fix it
            </Link>
          ) : (
            <span>An owner can fix it.</span>
          )}
        </p>
      )}
    </div>
  );
}
