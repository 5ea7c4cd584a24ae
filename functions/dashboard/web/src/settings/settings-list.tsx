import { NavLink } from "react-router";
import { SECTIONS } from "@/settings/sections";
import { classes } from "@/ui/classes";

/** The side list of the settings; on a phone a page of its own. */
export function SettingsList({ isPage }: { isPage: boolean }) {
  return (
    <section
      aria-label="Settings"
      className={classes(
        "min-h-0 w-full flex-col overflow-y-auto border-line bg-surface md:flex md:w-[260px] md:shrink-0 md:border-r",
        isPage ? "flex" : "hidden",
      )}
    >
      <header className="flex h-14 shrink-0 items-center px-4">
        <h1 className="text-lg font-semibold">Settings</h1>
      </header>
      <nav aria-label="Settings" className="space-y-0.5 px-2 pb-4">
        {SECTIONS.map(({ path, label, words, icon: Icon }) => (
          <NavLink
            key={path}
            to={`/settings/${path}`}
            className={({ isActive }) =>
              classes(
                "flex items-center gap-3 rounded-md px-2 py-2 outline-offset-[-2px]",
                isActive ? "bg-accent-soft text-accent-text" : "hover:bg-hover",
              )
            }
          >
            <Icon aria-hidden="true" className="size-5 shrink-0" />
            <span className="min-w-0">
              <span className="block text-sm font-medium">{label}</span>
              <span className="block truncate text-xs text-ink-soft">{words}</span>
            </span>
          </NavLink>
        ))}
      </nav>
    </section>
  );
}
