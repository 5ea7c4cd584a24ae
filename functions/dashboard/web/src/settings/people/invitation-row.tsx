import { MailPlus, X } from "lucide-react";
import { useState } from "react";
import { account } from "@/api/account";
import type { Invitation } from "@/api/account-types";
import { ROLE_WORDS } from "@/format/roles";
import { fullTime, useNow } from "@/format/time";
import { accountKeys } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";
import { peopleSentence } from "@/settings/people/sentences";
import { useRefresh } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { notify } from "@/ui/notify";

export function InvitationRow({ invitation: { id, email, role, invitedBy, expiresAt } }: { invitation: Invitation }) {
  const { me, isOwner } = useWorkspace();
  const now = useNow();
  const refresh = useRefresh();
  const [isSending, setSending] = useState(false);
  const [isWithdrawing, setWithdrawing] = useState(false);
  const hasExpired = new Date(expiresAt) < now;
  const until = fullTime(expiresAt, me.tenant.timeZone);

  const resend = async () => {
    setSending(true);
    try {
      await account.invite(email, role);
      await refresh(accountKeys.people);
      notify.success(`A new link was mailed to ${email}`);
    } catch (error) {
      notify.words(`Couldn't send the invitation again: ${peopleSentence(error)}`, { retry: () => void resend() });
    } finally {
      setSending(false);
    }
  };

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-sm font-medium break-all">{email}</p>
        <p className="text-xs text-ink-soft">
          {`${ROLE_WORDS[role].name}, invited by ${invitedBy}. `}
          {hasExpired ? <span className="text-warning">The link has expired: send it again.</span> : `The link works until ${until}.`}
        </p>
      </div>
      {isOwner && (
        <div className="ml-auto flex items-center">
          <BusyButton look="quiet" isBusy={isSending} busyWords="Sending…" aria-label={`Send the invitation to ${email} again`} onClick={() => void resend()}>
            <MailPlus aria-hidden="true" className="size-4" />
            Send again
          </BusyButton>
          <IconButton label={`Withdraw the invitation of ${email}`} onClick={() => setWithdrawing(true)}>
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        </div>
      )}
      {isWithdrawing && (
        <Confirm
          title="Withdraw the invitation?"
          words={<p>{`The link that was mailed to ${email} stops working.`}</p>}
          action="Withdraw"
          busyWords="Withdrawing…"
          isDanger
          sentence={peopleSentence}
          onConfirm={async () => {
            await account.withdraw(id);
            await refresh(accountKeys.people);
            notify.success("Invitation withdrawn");
          }}
          onClose={() => setWithdrawing(false)}
        />
      )}
    </li>
  );
}
