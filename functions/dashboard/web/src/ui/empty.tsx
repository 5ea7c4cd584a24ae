import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  title: string;
  /** What to do next, in a sentence. */
  words: string;
  action?: ReactNode;
}

/** Fills a pane that has nothing to show and teaches the next step. */
export function Empty({ icon: Icon, title, words, action }: Props) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center">
      <span className="mb-2 flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent-text">
        <Icon aria-hidden="true" className="size-6" />
      </span>
      <p className="font-semibold">{title}</p>
      <p className="max-w-72 text-sm text-ink-soft">{words}</p>
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
