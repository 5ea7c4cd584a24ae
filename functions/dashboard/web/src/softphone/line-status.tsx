import type { LineState } from "@/softphone/line";
import { takeCallsHere } from "@/softphone/wish";
import { Button } from "@/ui/button";
import { classes } from "@/ui/classes";

interface Props {
  line: LineState;
  isOn: boolean;
  isSimulated: boolean;
  /** A call goes on: it would end. */
  isBusy: boolean;
  onTryAgain: () => void;
  onTakeHere: () => void;
}

const WORDS: Record<"off" | "connecting" | "ready" | "elsewhere", string> = {
  off: "Calls are off in this browser. Switched on, they ring here, and you call from here with your microphone.",
  connecting: "Connecting…",
  ready: "Calls ring in this browser.",
  elsewhere: "Calls are taken in another window of this browser.",
};

/** Whether calls ring here, why not, and the switch. */
export function LineStatus({ line, isOn, isSimulated, isBusy, onTryAgain, onTakeHere }: Props) {
  const state = isOn ? line : ({ name: "off" } as const);
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-md bg-canvas px-3 py-2 text-sm">
      <span
        aria-hidden="true"
        className={classes("size-2 shrink-0 rounded-full", state.name === "ready" ? "bg-success" : state.name === "off" ? "bg-line-strong" : "bg-warning")}
      />
      <p role="status" data-testid="line" data-line={state.name} className="min-w-40 flex-1">
        {"sentence" in state ? state.sentence : WORDS[state.name]}
        {isOn && isSimulated && " Simulated line: no sound."}
      </p>
      {(state.name === "no_microphone" || state.name === "impossible" || state.name === "lost") && <Button disabled={isBusy} onClick={onTryAgain}>Try again</Button>}
      {state.name === "elsewhere" && <Button onClick={onTakeHere}>Take them here</Button>}
      {isOn ? (
        <Button look="quiet" disabled={isBusy} onClick={() => takeCallsHere(false)}>
          Switch off
        </Button>
      ) : (
        <Button look="primary" onClick={() => takeCallsHere(true)}>
          Switch on
        </Button>
      )}
    </div>
  );
}
