/**
 * Three states of one form: where the person started, what they made of it, and what somebody else
 * saved meanwhile. Only what both changed needs a decision.
 */

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const fieldsOf = <V extends object>(values: V): (keyof V & string)[] => Object.keys(values) as (keyof V & string)[];

/** The fields that differ from where the person started. */
export function changedFields<V extends object>(base: V, mine: V): Partial<V> {
  const changed: Partial<V> = {};
  for (const field of fieldsOf(base)) if (!same(base[field], mine[field])) changed[field] = mine[field];
  return changed;
}

/** Theirs, with my changes on top. */
export const merged = <V extends object>(base: V, mine: V, theirs: V): V => ({ ...theirs, ...changedFields(base, mine) });

export interface Clash<V> {
  field: keyof V & string;
  theirs: V[keyof V];
  mine: V[keyof V];
  /** I changed it too: one of the two has to go. */
  isMine: boolean;
}

/** What somebody else changed, where it is not what this form shows. */
export function clashesOf<V extends object>(base: V, mine: V, theirs: V): Clash<V>[] {
  return fieldsOf(base)
    .filter((field) => !same(base[field], theirs[field]) && !same(mine[field], theirs[field]))
    .map((field) => ({ field, theirs: theirs[field], mine: mine[field], isMine: !same(base[field], mine[field]) }));
}
