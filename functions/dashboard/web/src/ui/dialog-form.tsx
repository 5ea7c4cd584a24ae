import type { ReactNode, SubmitEvent } from "react";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Notice } from "@/ui/notice";

interface Props {
  title: string;
  /** The verb on the button. */
  action: string;
  busyWords: string;
  isBusy: boolean;
  /** What is wrong with the form as a whole. */
  problem: string | null;
  autoComplete?: "off";
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form that lies over the page: its fields, what went wrong, and the two ways out. */
export function DialogForm({ title, action, busyWords, isBusy, problem, autoComplete, onSubmit, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate autoComplete={autoComplete} onSubmit={onSubmit} className="space-y-4 p-4">
        {children}
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <BusyButton type="submit" look="primary" isBusy={isBusy} busyWords={busyWords}>
            {action}
          </BusyButton>
        </div>
      </form>
    </Dialog>
  );
}
