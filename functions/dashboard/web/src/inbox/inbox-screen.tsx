import { useEffect } from "react";
import { Navigate, Outlet, useMatch, useParams } from "react-router";
import { ListPane } from "@/inbox/list/list-pane";
import { isTabName } from "@/inbox/tabs";
import { loadThread } from "@/inbox/thread/load";
import { classes } from "@/ui/classes";

/** List and detail; on a narrow screen whichever of the two the address names. */
export function InboxScreen() {
  const { tab } = useParams();
  const detail = useMatch("/inbox/:tab/:detail");
  // The list is there first; whoever chooses from it then waits for nothing.
  useEffect(() => void loadThread(), []);
  if (!isTabName(tab)) return <Navigate to="/inbox/open" replace />;
  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={classes(
          "min-h-0 w-full flex-col border-line md:flex md:w-[340px] md:shrink-0 md:border-r xl:w-[380px]",
          detail ? "hidden" : "flex",
        )}
      >
        <ListPane tab={tab} openId={detail?.params.detail ?? null} />
      </div>
      <div className={classes("min-h-0 min-w-0 flex-1 md:flex", detail ? "flex" : "hidden")}>
        <Outlet />
      </div>
    </div>
  );
}
