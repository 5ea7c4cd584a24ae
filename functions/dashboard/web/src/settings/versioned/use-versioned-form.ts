import { useMemo, useState } from "react";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import { ApiProblem, sentenceOf } from "@/api/problem";
import { showAtField, useSchemaForm } from "@/forms/form";
import type { z } from "@/forms/schema";
import { changedFields, clashesOf, merged, type Clash } from "@/settings/versioned/difference";
import { notify } from "@/ui/notify";

interface Versioned {
  version: number;
}

interface Options<R extends Versioned, V extends FieldValues, P> {
  /** The newest that is known. */
  record: R;
  schema: z.ZodType<V, V>;
  /** The same function on every render, as `patchOf`. */
  valuesOf: (record: R) => V;
  patchOf: (changed: Partial<V>, all: V) => P;
  send: (version: number, patch: P) => Promise<R>;
  /** Takes in what the hub answered. */
  keep: (record: R) => void;
  saved: string;
  failed: string;
}

export interface VersionedForm<V extends FieldValues> {
  form: UseFormReturn<V>;
  submit: () => Promise<void>;
  discard: () => void;
  /** What somebody else saved meanwhile, while it waits for a decision. */
  clashes: Clash<V>[] | null;
  takeTheirs: () => void;
  keepMine: () => Promise<void>;
  decideLater: () => void;
}

/**
 * A form over something that others may change at the same time. Nothing is overwritten unseen:
 * a save names the version that it started from, and a refusal shows what changed since.
 */
export function useVersionedForm<R extends Versioned, V extends FieldValues, P>(options: Options<R, V, P>): VersionedForm<V> {
  const { record, schema, valuesOf, patchOf, send, keep, saved, failed } = options;
  const [base, setBase] = useState(record);
  const start = useMemo(() => valuesOf(base), [base, valuesOf]);
  const form = useSchemaForm(schema, { values: start });
  const { isDirty, isSubmitting } = form.formState;
  const [clash, setClash] = useState<{ current: R; mine: V } | null>(null);
  // News is shown at once, unless it would change what the person is working on.
  if (record.version > base.version && !isDirty && !isSubmitting) setBase(record);

  const settleOn = (settled: R) => {
    setClash(null);
    setBase(settled);
    form.reset(valuesOf(settled));
  };

  const put = async (onto: R, mine: V): Promise<void> => {
    try {
      const patch = patchOf(changedFields(start, mine), merged(start, mine, valuesOf(onto)));
      const answer = await send(onto.version, patch);
      keep(answer);
      settleOn(answer);
      notify.success(saved);
    } catch (error) {
      const current = newerOf<R>(error);
      if (current === null) {
        setClash(null);
        if (!showAtField(form, error, sentenceOf(error))) notify.problem(failed, error, () => void put(onto, mine));
        return;
      }
      keep(current);
      const needsDecision = clashesOf(start, mine, valuesOf(current)).some(({ isMine }) => isMine);
      if (needsDecision) setClash({ current, mine });
      else await put(current, mine);
    }
  };

  return {
    form,
    submit: form.handleSubmit((mine) => put(base, mine)),
    discard: () => settleOn(record),
    clashes: clash && clashesOf(start, clash.mine, valuesOf(clash.current)),
    takeTheirs: () => {
      if (clash) settleOn(clash.current);
    },
    keepMine: async () => {
      if (clash) await put(clash.current, clash.mine);
    },
    decideLater: () => setClash(null),
  };
}

function newerOf<R extends Versioned>(error: unknown): R | null {
  if (!(error instanceof ApiProblem) || error.code !== "conflict") return null;
  const { current } = error.details;
  return typeof current === "object" && current !== null ? (current as R) : null;
}
