import { MessageSquareText } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "@/ui/classes";

interface Props {
  title: string;
  words: ReactNode;
  /** `wide` for a page with more to fill in. */
  size?: "narrow" | "wide";
  /** Ways to other pages. */
  foot?: ReactNode;
  children: ReactNode;
}

export const ENTRANCE_LINK = "rounded font-medium text-accent-text hover:underline";

/** The frame of every page outside of the sign-in. */
export function Entrance({ title, words, size = "narrow", foot, children }: Props) {
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className={classes("w-full", size === "wide" ? "max-w-md" : "max-w-sm")}>
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <span className="flex size-12 items-center justify-center rounded-lg bg-accent text-accent-ink">
            <MessageSquareText aria-hidden="true" className="size-6" />
          </span>
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          <div className="text-sm text-balance text-ink-soft">{words}</div>
        </div>
        <div className="rounded-lg border border-line bg-surface p-6">{children}</div>
        {foot && <div className="mt-4 flex flex-col items-center gap-2 text-sm text-ink-soft">{foot}</div>}
      </div>
    </main>
  );
}
