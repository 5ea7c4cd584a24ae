import { useConnection } from "@/live/workspace";
import type { Connection } from "@/live/live-client";
import { classes } from "@/ui/classes";

const WORDS: Record<Connection, string> = {
  connecting: "Connecting",
  live: "Connected",
  reconnecting: "Reconnecting",
  offline: "Offline",
};

/** The quiet mark in the rail. */
export function ConnectionState() {
  const connection = useConnection();
  const words = WORDS[connection];
  return (
    <p title={words} className="flex h-8 items-center justify-center gap-3 px-3 text-xs text-ink-soft xl:w-full xl:justify-start">
      <span className="flex w-5 justify-center">
        <span className={classes("size-2 rounded-full", connection === "live" ? "bg-success" : "bg-warning")} />
      </span>
      <span className="sr-only xl:not-sr-only">{words}</span>
    </p>
  );
}

/** The bar with words, once a loss of connection lasts. */
export function ConnectionBar() {
  const connection = useConnection();
  return (
    <div role="status">
      {connection === "reconnecting" && (
        <p className="show-late overflow-hidden bg-warning-soft px-4 py-1 text-center text-sm text-warning">
          Reconnecting… Messages you send wait and go once you are back.
        </p>
      )}
      {connection === "offline" && (
        <p className="bg-warning-soft px-4 py-1 text-center text-sm text-warning">
          You are offline. Messages you send wait and go once you are back.
        </p>
      )}
    </div>
  );
}
