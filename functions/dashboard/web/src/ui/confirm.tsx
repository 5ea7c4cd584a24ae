import { AlertDialog as Primitive } from "radix-ui";
import { useState, type ReactNode } from "react";
import { sentenceOf } from "@/api/problem";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { useReturnFocus } from "@/ui/return-focus";

interface Props {
  title: string;
  /** What will happen, in full sentences. */
  words: ReactNode;
  /** The verb on the button. */
  action: string;
  busyWords: string;
  /** What leaves everything as it is. */
  cancel?: string;
  isDanger?: boolean;
  /** False while the person still has to do something, such as type a number. */
  isReady?: boolean;
  /** Closes when it is done; what it throws is shown. It stays open for `false`: a field says what is wrong. */
  onConfirm: () => Promise<unknown>;
  /** The sentence for what `onConfirm` threw. */
  sentence?: (error: unknown) => string;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before what cannot be taken back. Open for as long as it is mounted. */
export function Confirm({ title, words, action, busyWords, cancel = "Cancel", isDanger = false, isReady = true, onConfirm, sentence = sentenceOf, onClose, children }: Props) {
  const returnFocus = useReturnFocus();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const confirm = async () => {
    if (!isReady || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      if ((await onConfirm()) === false) setBusy(false);
      else onClose();
    } catch (error) {
      setProblem(sentence(error));
      setBusy(false);
    }
  };

  return (
    <Primitive.Root open onOpenChange={(isOpen) => !isOpen && !isBusy && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Primitive.Content
          onCloseAutoFocus={returnFocus}
          className="pop-in fixed top-[14vh] left-1/2 z-50 max-h-[80vh] w-[min(440px,calc(100vw-32px))] -translate-x-1/2 overflow-y-auto rounded-lg bg-raised p-5 shadow-pop"
        >
          <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
          <Primitive.Description asChild>
            <div className="mt-2 space-y-2 text-sm text-ink-soft">{words}</div>
          </Primitive.Description>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void confirm();
            }}
            className="mt-4 space-y-4"
          >
            {children}
            {problem && (
              <Notice tone="danger" role="alert">
                {problem}
              </Notice>
            )}
            <div className="flex justify-end gap-2">
              <Primitive.Cancel asChild>
                <Button disabled={isBusy}>{cancel}</Button>
              </Primitive.Cancel>
              <BusyButton type="submit" look={isDanger ? "danger" : "primary"} isBusy={isBusy} busyWords={busyWords} disabled={!isReady}>
                {action}
              </BusyButton>
            </div>
          </form>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
