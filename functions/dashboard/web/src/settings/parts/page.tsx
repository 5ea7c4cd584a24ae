import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Link, useNavigationType } from "react-router";
import { useWorkspace } from "@/live/workspace";
import { classes } from "@/ui/classes";
import { Notice } from "@/ui/notice";

interface Props {
  title: string;
  /** Where the arrow leads; on wide screens only pages below another page have one. */
  back?: string;
  actions?: ReactNode;
  /** For tables. */
  isWide?: boolean;
  children: ReactNode;
}

/** One page of the settings beside their list. */
export function SettingsPage({ title, back, actions, isWide = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const arrival = useNavigationType();
  useEffect(() => {
    const focused = document.activeElement;
    const isLost = focused === null || focused === document.body || !focused.checkVisibility();
    // What led here may be gone: the list on a phone, a dialog that was closed.
    if (arrival !== "POP" && isLost) heading.current?.focus();
  }, [arrival]);
  return (
    <main aria-label={title} className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line bg-surface pr-3 pl-2 md:pr-4 md:pl-4">
        <Link
          to={back ?? "/settings"}
          aria-label={back ? "Back" : "All settings"}
          className={classes(
            "inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-soft hover:bg-hover",
            !back && "md:hidden",
          )}
        >
          <ArrowLeft aria-hidden="true" className="size-5" />
        </Link>
        <h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 truncate text-base font-semibold outline-none">
          {title}
        </h2>
        {actions}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className={classes("mx-auto flex min-h-full flex-col space-y-6 p-4 md:p-6", isWide ? "max-w-5xl" : "max-w-2xl")}>
          {children}
        </div>
      </div>
    </main>
  );
}

interface SectionProps {
  title: string;
  words?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, words, actions, children }: SectionProps) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface p-4 md:p-5">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-semibold">{title}</h3>
          {words && <div className="mt-0.5 text-sm text-ink-soft">{words}</div>}
        </div>
        {actions}
      </div>
      <div className="mt-4 space-y-4 empty:hidden">{children}</div>
    </section>
  );
}

/** Why everything below can be read but not changed. */
export function OwnersNote({ what }: { what: string }) {
  const { isOwner, me } = useWorkspace();
  if (isOwner) return null;
  return <Notice>{`You can see this but not change it: ${what} is for owners of ${me.tenant.name}. Ask one of them.`}</Notice>;
}
