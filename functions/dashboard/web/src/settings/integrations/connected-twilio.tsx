import { useState, type ReactNode } from "react";
import { account } from "@/api/account";
import type { TwilioState } from "@/api/account-types";
import { fullTime } from "@/format/time";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { useWorkspace } from "@/live/workspace";
import { ConnectTwilio } from "@/settings/integrations/connect-twilio";
import { twilioSentence } from "@/settings/integrations/credentials";
import { NextToken } from "@/settings/integrations/next-token";
import { useRefresh } from "@/settings/queries";
import { Button } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { notify } from "@/ui/notify";

/** What is known of the account, and what an owner can do with it. */
export function ConnectedTwilio({ twilio }: { twilio: TwilioState }) {
  const { me, isOwner } = useWorkspace();
  const refresh = useRefresh();
  const [open, setOpen] = useState<"replace" | "next" | "disconnect" | null>(null);
  const close = () => setOpen(null);
  const isOwn = twilio.kind !== "subaccount";
  const isStopped = twilio.status === "stopped";
  const told = (at: string) => fullTime(at, me.tenant.timeZone);
  return (
    <>
      <dl className="grid gap-3 text-sm md:grid-cols-2">
        <Fact name="Account">{isOwn ? "Your own" : "Made by the hub"}</Fact>
        {twilio.accountSid && (
          <Fact name="Account SID">
            <span className="font-mono text-xs break-all">{twilio.accountSid}</span>
          </Fact>
        )}
        {twilio.connectedAt && <Fact name="Connected since">{told(twilio.connectedAt)}</Fact>}
        {isStopped && twilio.stoppedAt && <Fact name="Stopped since">{told(twilio.stoppedAt)}</Fact>}
        {isOwn && <Fact name="Next auth token">{twilio.hasNextToken ? "Waiting for its promotion at Twilio: both tokens are accepted" : "None waiting"}</Fact>}
        <Fact name="API key" isWide>
          {twilio.hasApiKey
            ? "Set. Texts go out with it instead of the auth token."
            : "None. Texts need none; the hub needs one for calls in the browser."}
        </Fact>
      </dl>
      {isOwner && (
        <div className="flex flex-wrap gap-2 border-t border-line pt-4">
          {(isOwn || isStopped) && (
            <Button look={isStopped ? "primary" : "plain"} onClick={() => setOpen("replace")}>
              Replace credentials
            </Button>
          )}
          {isOwn && twilio.status === "connected" && <Button onClick={() => setOpen("next")}>Change the auth token</Button>}
          <Button onClick={() => setOpen("disconnect")}>Disconnect</Button>
        </div>
      )}
      {open === "replace" && (
        <Dialog title="Replace credentials" onClose={close}>
          <div className="p-4">
            <ConnectTwilio accountSid={twilio.accountSid ?? ""} action="Replace" onDone={close} />
          </div>
        </Dialog>
      )}
      {open === "next" && <NextToken onClose={close} />}
      {open === "disconnect" && (
        <Confirm
          title="Disconnect Twilio?"
          words={
            <p>
              The hub forgets the credentials. Texts and calls to your numbers no longer arrive here, and nothing can be sent, until an account is
              connected again. Conversations stay.
            </p>
          }
          action="Disconnect"
          busyWords="Disconnecting…"
          isDanger
          sentence={twilioSentence}
          onConfirm={async () => {
            await account.disconnectTwilio();
            await refresh(accountKeys.integrations, keys.me);
            notify.success("Twilio is disconnected");
          }}
          onClose={close}
        />
      )}
    </>
  );
}

const Fact = ({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) => (
  <div className={classes("min-w-0", isWide && "md:col-span-2")}>
    <dt className="text-xs text-ink-soft">{name}</dt>
    <dd>{children}</dd>
  </div>
);
