import type { Event, SyncAnswer } from "@/api/types";

/**
 * Puts the tenant's events into their order. Events come from the socket and
 * from `/api/sync`, in pieces that overlap; each is let through once, in order,
 * and a hole holds back what lies behind it until a sync has filled it.
 */
export interface Sequence {
  /** The newest event let through. Null until the first sync has named a start. */
  readonly last: number | null;
  /** Events beyond a hole, in order. */
  readonly held: readonly Event[];
}

export interface Step {
  sequence: Sequence;
  /** To be applied now, in order. */
  ready: Event[];
}

export const unstarted: Sequence = { last: null, held: [] };

export const hasGap = (sequence: Sequence): boolean => sequence.held.length > 0;

export function receive(sequence: Sequence, events: readonly Event[]): Step {
  const bySeq = new Map<number, Event>();
  for (const event of [...sequence.held, ...events]) bySeq.set(event.seq, event);
  const waiting = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  if (sequence.last === null) return { sequence: { last: null, held: waiting }, ready: [] };

  let last = sequence.last;
  const ready: Event[] = [];
  const held: Event[] = [];
  for (const event of waiting) {
    if (event.seq <= last) continue;
    if (event.seq === last + 1) {
      ready.push(event);
      last = event.seq;
    } else {
      held.push(event);
    }
  }
  return { sequence: { last, held }, ready };
}

/** Moves the start to `seq`; what was held beyond it stays. */
export function startAt(sequence: Sequence, seq: number): Step {
  return receive({ last: seq, held: sequence.held }, []);
}

/** Takes in one page of `/api/sync?after=`. */
export function receiveSync(sequence: Sequence, answer: SyncAnswer): Step {
  const step = receive(sequence, answer.events);
  if (answer.hasMore) return step;
  // The hub has told all it knows up to `seq`: a hole below it is none that could be filled.
  const last = Math.max(step.sequence.last ?? 0, answer.seq);
  const rest = startAt(step.sequence, last);
  return { sequence: rest.sequence, ready: [...step.ready, ...rest.ready] };
}
