import { dayKey } from "@/format/time";
import type { TimelineItem } from "@/live/entries";

const GROUP_MS = 2 * 60_000;

/** A message with its place among its neighbours. */
export interface Placed {
  item: TimelineItem;
  isOurs: boolean;
  startsDay: boolean;
  startsGroup: boolean;
  endsGroup: boolean;
}

type Side = "ours" | "theirs" | "apart";

function sideOf(item: TimelineItem): Side {
  // Notes and calls stand by themselves.
  if (item.kind === "note" || item.kind === "call") return "apart";
  return item.kind === "outgoing" || item.message.direction === "outbound" ? "ours" : "theirs";
}

/** Messages of one side within two minutes of each other, on one day, form a group. */
export function place(items: readonly TimelineItem[], zone: string): Placed[] {
  const days = items.map(({ at }) => dayKey(at, zone));
  const startsDay = (index: number) => days[index] !== days[index - 1];
  const startsGroup = (index: number): boolean => {
    const [item, previous] = [items[index], items[index - 1]];
    if (!item || !previous || startsDay(index) || sideOf(item) !== sideOf(previous)) return true;
    return Date.parse(item.at) - Date.parse(previous.at) > GROUP_MS;
  };
  return items.map((item, index) => ({
    item,
    isOurs: sideOf(item) === "ours",
    startsDay: startsDay(index),
    startsGroup: startsGroup(index),
    endsGroup: index === items.length - 1 || startsGroup(index + 1),
  }));
}
