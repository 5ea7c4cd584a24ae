import type { TwilioState } from "@/api/account-types";
import { useWorkspace } from "@/live/workspace";
import { ConnectTwilio } from "@/settings/integrations/connect-twilio";
import { ConnectedTwilio } from "@/settings/integrations/connected-twilio";
import { MakeSubaccount } from "@/settings/integrations/make-subaccount";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { useIntegrations } from "@/settings/queries";
import { classes } from "@/ui/classes";
import { Loaded, RowsSkeleton } from "@/ui/loaded";
import { Notice } from "@/ui/notice";

export function IntegrationsPage() {
  return (
    <SettingsPage title="Integrations">
      <OwnersNote what="connecting accounts" />
      <Loaded query={useIntegrations()} failed="Couldn't load the integrations" skeleton={<RowsSkeleton label="Loading the integrations" />}>
        {({ twilio }) => <Twilio twilio={twilio} />}
      </Loaded>
    </SettingsPage>
  );
}

const STATUS = {
  none: { label: "Not connected", look: "bg-hover text-ink-soft" },
  connected: { label: "Connected", look: "bg-success-soft text-success" },
  stopped: { label: "Stopped", look: "bg-danger-soft text-danger" },
} as const;

/** What to do about an account that is refused. */
function stepFor(isOwner: boolean, { kind }: TwilioState): string {
  if (!isOwner) return " An owner can fix it here.";
  return kind === "subaccount"
    ? " The hub made this account: ask whoever runs the hub for its present auth token, and put it in under Replace credentials."
    : " Put the present auth token in under Replace credentials.";
}

function Twilio({ twilio }: { twilio: TwilioState }) {
  const { isOwner } = useWorkspace();
  const { label, look } = STATUS[twilio.status];
  return (
    <>
      <Section
        title="Twilio"
        words="Carries your texts and calls. Twilio bills you for numbers and traffic; the hub only uses the account."
        actions={
          <span data-testid="twilio-status" className={classes("rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap", look)}>
            {label}
          </span>
        }
      >
        {twilio.status === "stopped" && (
          <Notice tone="danger">
            {`${twilio.reason ?? "Twilio refuses the credentials."} Texts wait until this is fixed; none is lost.`}
            {stepFor(isOwner, twilio)}
          </Notice>
        )}
        {twilio.status === "none" && !isOwner && <p className="text-sm">No account is connected yet. An owner can do that here.</p>}
        {twilio.status !== "none" && <ConnectedTwilio twilio={twilio} />}
      </Section>
      {isOwner && twilio.status === "none" && twilio.subaccountsOffered && <MakeSubaccount />}
      {isOwner && twilio.status === "none" && (
        <Section
          title={twilio.subaccountsOffered ? "Or connect your own" : "Connect your account"}
          words="The account SID and the auth token stand on the first page of Twilio's console, under Account Info."
        >
          <ConnectTwilio accountSid="" action="Connect" />
        </Section>
      )}
    </>
  );
}
