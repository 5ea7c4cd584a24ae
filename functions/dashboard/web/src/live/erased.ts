import type { Event } from "@/api/types";

/** The conversations that were erased with their customers, until a new text begins one anew under the same id. */
export type Erased = Readonly<Record<string, true>>;

export function withErased(erased: Erased, id: string): Erased {
  return erased[id] ? erased : { ...erased, [id]: true };
}

/** The customer of an erased conversation has written again. */
export function begunAnew(erased: Erased, id: string): Erased {
  if (!erased[id]) return erased;
  return Object.fromEntries(Object.entries(erased).filter(([held]) => held !== id));
}

/** The thread that an event puts something into; null for news of other things. */
export function threadOf(event: Event): string | null {
  switch (event.type) {
    case "new_message":
    case "message_status_updated":
    case "note_added":
    case "note_deleted":
      return event.data.conversationId;
    case "call_updated":
    case "new_voicemail":
      return event.data.call.conversationId;
    default:
      return null;
  }
}

type Row = { id?: unknown; conversationId?: unknown };

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null;

/** A row is a conversation, or names the one that it stands in. */
function rowsWithout(rows: readonly unknown[], erased: Erased): readonly unknown[] {
  const isErased = (row: unknown) => isRow(row) && erased[String(row.conversationId ?? row.id)] === true;
  return rows.some(isErased) ? rows.filter((row) => !isErased(row)) : rows;
}

/** An answer of the hub without the rows of erased conversations; the same object if it has none. */
export function withoutErased<Answer extends object>(answer: Answer, erased: Erased): Answer {
  const changed = Object.entries(answer).flatMap(([name, value]) => {
    if (!Array.isArray(value)) return [];
    const left = rowsWithout(value, erased);
    return left === value ? [] : [[name, left]];
  });
  return changed.length === 0 ? answer : { ...answer, ...(Object.fromEntries(changed) as Partial<Answer>) };
}

/** What the query cache holds of a list: one answer, or one after another. */
export function heldWithoutErased(held: unknown, erased: Erased): unknown {
  if (!isRow(held)) return held;
  if (!("pages" in held) || !Array.isArray(held.pages)) return withoutErased(held, erased);
  const pages: unknown[] = held.pages.map((page: unknown) => (isRow(page) ? withoutErased(page, erased) : page));
  return pages.every((page, index) => page === (held.pages as unknown[])[index]) ? held : { ...held, pages };
}
