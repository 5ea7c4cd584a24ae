import { useState } from "react";
import type { Clash } from "@/settings/versioned/difference";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

/** How the fields of a form are called, and how their values read. */
export type FieldWords<V> = { [Field in keyof V]: { label: string; read: (value: V[Field]) => string } };

interface Props<V> {
  clashes: Clash<V>[];
  words: FieldWords<V>;
  onTakeTheirs: () => void;
  onKeepMine: () => Promise<void>;
  onLater: () => void;
}

/** Shows what somebody else saved against what is in the form, and asks which stays. */
export function ConflictDialog<V>({ clashes, words, onTakeTheirs, onKeepMine, onLater }: Props<V>) {
  const [isBusy, setBusy] = useState(false);
  const read = (field: keyof V, value: V[keyof V]) => words[field].read(value) || "nothing";
  const keepMine = async () => {
    setBusy(true);
    await onKeepMine();
    setBusy(false);
  };
  return (
    <Dialog title="Somebody else changed this" onClose={onLater}>
      <div className="space-y-4 p-4">
        <p className="text-sm text-ink-soft">While you were writing, these were saved by somebody else. Which should stay?</p>
        <div className="space-y-3">
          {clashes.map(({ field, theirs, mine, isMine }) => (
            <div key={field} className="rounded-md border border-line p-3">
              <h3 className="mb-2 text-sm font-semibold">{words[field].label}</h3>
              <dl className="grid gap-2 text-sm md:grid-cols-2">
                <div>
                  <dt className="text-xs text-ink-soft">Theirs</dt>
                  <dd className="break-words whitespace-pre-line">{read(field, theirs)}</dd>
                </div>
                <div>
                  <dt className="text-xs text-ink-soft">Yours</dt>
                  <dd className="break-words whitespace-pre-line">
                    {isMine ? read(field, mine) : "You did not change it: theirs stays either way."}
                  </dd>
                </div>
              </dl>
            </div>
          ))}
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onTakeTheirs} disabled={isBusy}>
            Take theirs
          </Button>
          <BusyButton look="primary" isBusy={isBusy} busyWords="Saving…" onClick={() => void keepMine()}>
            Keep mine
          </BusyButton>
        </div>
      </div>
    </Dialog>
  );
}
