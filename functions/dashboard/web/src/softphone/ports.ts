import type { line as routes } from "@/api/softphone";
import type { LinePorts } from "@/softphone/line";

/** What the softphone needs of the world. */
export interface SoftphonePorts extends Pick<LinePorts, "open" | "askMicrophone"> {
  hub: typeof routes;
  /** Takes the turn over from another window; `false` if that one is on a call. */
  takeTurn: () => Promise<boolean>;
  /** Tells the person of something that went wrong by itself. */
  failed: (what: string, error: unknown) => void;
  now: () => number;
}
