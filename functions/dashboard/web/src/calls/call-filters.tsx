import { useEffect, useState } from "react";
import { DIRECTIONS, OUTCOMES, type CallWish } from "@/calls/filters";
import { nameOfNumber } from "@/format/own-number";
import { useNumbers } from "@/settings/queries";
import { SelectField, TextField } from "@/ui/field";
import { useSettled } from "@/ui/use-settled";

const SETTLED_MS = 300;

interface Props {
  wish: CallWish;
  /** The list shows missed calls alone. */
  isMissed: boolean;
  onWish: (wish: CallWish) => void;
}

const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));

/** Narrows the list. What is chosen stands in the address. */
export function CallFilters({ wish, isMissed, onWish }: Props) {
  const numbers = useNumbers().data ?? [];
  const [typed, setTyped] = useState(wish.customer);
  const settled = useSettled(typed, SETTLED_MS);
  const [seen, setSeen] = useState(wish.customer);
  // The address may change without anybody typing: the filters are cleared, or somebody goes back.
  if (wish.customer !== seen) {
    setSeen(wish.customer);
    if (wish.customer !== settled) setTyped(wish.customer);
  }
  useEffect(() => {
    if (settled !== wish.customer) onWish({ ...wish, customer: settled });
    // Only what was typed is to be carried on; a change of the rest has done so itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <form role="search" aria-label="Calls" onSubmit={(event) => event.preventDefault()} className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-4">
      <TextField
        label="Name or number"
        type="search"
        autoComplete="off"
        maxLength={60}
        className="col-span-2 md:col-span-1"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <SelectField
        label="Direction"
        value={wish.direction}
        onChange={(event) => onWish({ ...wish, direction: event.target.value as CallWish["direction"] })}
      >
        <option value="">Both</option>
        {options(DIRECTIONS)}
      </SelectField>
      {!isMissed && (
        <SelectField label="Outcome" value={wish.outcome} onChange={(event) => onWish({ ...wish, outcome: event.target.value as CallWish["outcome"] })}>
          <option value="">Any</option>
          {options(OUTCOMES)}
        </SelectField>
      )}
      <SelectField
        label="Your number"
        className={isMissed ? undefined : "col-span-2 md:col-span-1"}
        value={wish.number}
        onChange={(event) => onWish({ ...wish, number: event.target.value })}
      >
        <option value="">All</option>
        {numbers.map((own) => (
          <option key={own.id} value={own.id}>
            {nameOfNumber(own)}
          </option>
        ))}
      </SelectField>
    </form>
  );
}
