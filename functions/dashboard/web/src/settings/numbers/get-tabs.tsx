import { Plug, ShieldQuestion } from "lucide-react";
import type { ReactNode } from "react";
import { Link, NavLink } from "react-router";
import { useWorkspace } from "@/live/workspace";
import { SettingsPage } from "@/settings/parts/page";
import { useIntegrations } from "@/settings/queries";
import { BUTTON_LINK } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Empty } from "@/ui/empty";
import { Loaded, RowsSkeleton } from "@/ui/loaded";

const TABS = [
  { to: "/settings/numbers/new", label: "Buy a new one" },
  { to: "/settings/numbers/import", label: "Use one you have" },
];

/** The two ways to a number, for owners whose carrier is connected. */
export function GetTabs({ children }: { children: ReactNode }) {
  const { isOwner } = useWorkspace();
  const integrations = useIntegrations();
  if (!isOwner) {
    return (
      <SettingsPage title="Get a number" back="/settings/numbers">
        <div className="flex-1">
          <Empty icon={ShieldQuestion} title="Only owners get numbers" words="Buying costs money, so it is for owners. Ask one of them." />
        </div>
      </SettingsPage>
    );
  }
  return (
    <SettingsPage title="Get a number" back="/settings/numbers">
      <nav aria-label="Ways to get a number" className="flex gap-1 border-b border-line">
        {TABS.map(({ to, label }) => (
          <NavLink
            key={to}
            to={to}
            className={({ isActive }) =>
              classes(
                "-mb-px flex h-10 items-center border-b-2 px-2 text-sm font-medium outline-offset-[-2px]",
                isActive ? "border-accent-text text-ink" : "border-transparent text-ink-soft hover:text-ink",
              )
            }
          >
            {label}
          </NavLink>
        ))}
      </nav>
      <Loaded query={integrations} failed="Couldn't ask for the Twilio account" skeleton={<RowsSkeleton label="Loading" rows={2} />}>
        {({ twilio }) =>
          twilio.status === "connected" ? (
            children
          ) : (
            <div className="flex-1">
              <Empty
                icon={Plug}
                title={twilio.status === "none" ? "Connect Twilio first" : "Twilio has stopped"}
                words={
                  twilio.status === "none"
                    ? "Numbers belong to a Twilio account. Connect yours, or let the hub make one."
                    : "Twilio refuses the credentials. Put them right, then come back."
                }
                action={
                  <Link to="/settings/integrations" className={BUTTON_LINK}>
                    Go to Integrations
                  </Link>
                }
              />
            </div>
          )
        }
      </Loaded>
    </SettingsPage>
  );
}
