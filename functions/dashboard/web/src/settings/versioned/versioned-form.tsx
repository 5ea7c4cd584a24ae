import type { ReactNode } from "react";
import type { FieldValues } from "react-hook-form";
import { useWorkspace } from "@/live/workspace";
import { ConflictDialog, type FieldWords } from "@/settings/versioned/conflict-dialog";
import { useLeaveGuard } from "@/settings/versioned/use-leave-guard";
import type { VersionedForm as Versioned } from "@/settings/versioned/use-versioned-form";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";

interface Props<V extends FieldValues> {
  label: string;
  versioned: Versioned<V>;
  words: FieldWords<V>;
  children: ReactNode;
}

/** The fields, what saves them, and the question when two people saved at once. Only owners can change anything. */
export function VersionedForm<V extends FieldValues>({ label, versioned, words, children }: Props<V>) {
  const { isOwner } = useWorkspace();
  const { form, submit, discard, clashes, takeTheirs, keepMine, decideLater } = versioned;
  const { isDirty, isSubmitting } = form.formState;
  const { leavingTo, leave, stay } = useLeaveGuard(isDirty);
  return (
    <>
      <form noValidate aria-label={label} onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <fieldset disabled={!isOwner} className="space-y-6">
          {children}
        </fieldset>
        {isOwner && (
          <div className="sticky bottom-0 -mx-4 mt-6 flex h-16 items-center gap-2 border-t border-line bg-canvas px-4 md:-mx-6 md:px-6">
            <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Saving…" disabled={!isDirty}>
              Save
            </BusyButton>
            <Button disabled={!isDirty || isSubmitting} onClick={discard}>
              Discard
            </Button>
            <p role="status" className="text-sm text-ink-soft">
              {isDirty && "Not saved yet"}
            </p>
          </div>
        )}
        {clashes && (
          <ConflictDialog
            clashes={clashes}
            words={words}
            onTakeTheirs={takeTheirs}
            onKeepMine={keepMine}
            onLater={decideLater}
          />
        )}
      </form>
      {/* Outside of the form, because a dialog's submit would count as the form's. */}
      {leavingTo !== null && (
        <Confirm
          title="Leave without saving?"
          words={<p>What you changed on this page is lost.</p>}
          action="Leave"
          busyWords="Leaving…"
          cancel="Stay"
          isDanger
          onConfirm={leave}
          onClose={stay}
        />
      )}
    </>
  );
}
