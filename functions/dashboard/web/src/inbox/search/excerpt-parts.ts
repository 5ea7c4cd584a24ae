import type { FoundMessage } from "@/api/types";

export interface Part {
  text: string;
  isMatch: boolean;
}

/** An excerpt cut where a match begins or ends. */
export function partsOf({ text, matches }: FoundMessage["excerpt"]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const { start, end } of matches) {
    if (start > from) parts.push({ text: text.slice(from, start), isMatch: false });
    parts.push({ text: text.slice(start, end), isMatch: true });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isMatch: false });
  return parts;
}
