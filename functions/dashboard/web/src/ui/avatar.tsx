import { UserRound } from "lucide-react";
import { classes } from "@/ui/classes";

/** Pairs of a tint and its ink, 4.5:1 on each other in both themes. */
const TINTS = [
  "bg-[#dfe3ff] text-[#3238a8] dark:bg-[#2b2f5c] dark:text-[#c3c8ff]",
  "bg-[#d6f0e2] text-[#115c3c] dark:bg-[#17402d] dark:text-[#9fe5c3]",
  "bg-[#fde6cf] text-[#80430a] dark:bg-[#4a2d10] dark:text-[#f8c894]",
  "bg-[#fbdde6] text-[#94224c] dark:bg-[#4e1c2f] dark:text-[#f9b3ca]",
  "bg-[#d8edf7] text-[#0f5475] dark:bg-[#12394d] dark:text-[#9fd6f0]",
  "bg-[#ece0fa] text-[#61309c] dark:bg-[#3a2259] dark:text-[#d9bdfb]",
];

interface Props {
  name: string | null;
  /** Chooses the tint, so that a contact keeps its colour. */
  seed: string;
  size?: "sm" | "md" | "lg";
}

const SIZES = { sm: "size-7 text-xs", md: "size-10 text-sm", lg: "size-14 text-lg" } as const;

export function Avatar({ name, seed, size = "md" }: Props) {
  return (
    <span
      aria-hidden="true"
      className={classes(
        "inline-flex shrink-0 items-center justify-center rounded-full font-semibold",
        SIZES[size],
        TINTS[hash(seed) % TINTS.length],
      )}
    >
      {name ? initials(name) : <UserRound className="size-1/2" />}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
