import { ArrowLeft } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { Link, NavLink } from "react-router";
import { classes } from "@/ui/classes";

interface Props {
  title: string;
  /** Where the arrow leads; pages without one show the tabs. */
  back?: string;
  actions?: ReactNode;
  children: ReactNode;
}

const TAB = "-mb-px flex items-center rounded-t border-b-2 px-2 text-sm font-medium whitespace-nowrap outline-offset-[-2px]";
const TABS = { "/campaigns": "Campaigns", "/campaigns/templates": "Templates" };

/** What the pages of campaigns and templates have in common. */
export function CampaignsFrame({ title, back, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Hub`;
  }, [title]);
  return (
    <main aria-label={title} className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <header className={classes("shrink-0 bg-surface", back && "border-b border-line")}>
        <div className="flex h-14 items-center gap-2 px-4">
          {back && (
            <Link to={back} aria-label="Back" className="-ml-2 inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-soft hover:bg-hover">
              <ArrowLeft aria-hidden="true" className="size-5" />
            </Link>
          )}
          <h2 className="min-w-0 flex-1 truncate text-base font-semibold">{title}</h2>
          {actions}
        </div>
        {!back && (
          <nav aria-label="Campaigns and templates" className="flex h-10 gap-1 border-b border-line px-2">
            {Object.entries(TABS).map(([to, label]) => (
              <NavLink
                key={to}
                to={to}
                end
                className={({ isActive }) => classes(TAB, isActive ? "border-accent-text text-ink" : "border-transparent text-ink-soft hover:text-ink")}
              >
                {label}
              </NavLink>
            ))}
          </nav>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex min-h-full max-w-3xl flex-col space-y-4 p-4 md:p-6">{children}</div>
      </div>
    </main>
  );
}
