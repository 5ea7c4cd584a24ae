import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { calls, type Share } from "@/api/calls";
import { sentenceOf } from "@/api/problem";
import type { Call } from "@/api/types";
import { openingWords, STATE_WORDS } from "@/calls/after/share-words";
import { fullTime } from "@/format/time";
import { showAtField, useSchemaForm } from "@/forms/form";
import { email, z } from "@/forms/schema";
import { CALLS } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";
import { BusyButton } from "@/ui/busy-button";
import { classes } from "@/ui/classes";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Loaded, RowsSkeleton } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { notify } from "@/ui/notify";

const schema = z.object({ email });

/** Mails a link to a call, and shows with whom it is shared. */
export function ShareDialog({ call, onClose }: { call: Call; onClose: () => void }) {
  const client = useQueryClient();
  const key = [...CALLS, "shares", call.id];
  const shares = useQuery({ queryKey: key, queryFn: ({ signal }) => calls.shares(call.id, signal), staleTime: 0 });
  const renew = () => void client.invalidateQueries({ queryKey: key });
  return (
    <Dialog title={call.voicemail ? "Share this voicemail" : "Share this call"} onClose={onClose}>
      <div className="space-y-4 p-4">
        <Invite call={call} onShared={renew} />
        <section aria-label="Shared with">
          <h3 className="mb-1 text-sm font-medium">Shared with</h3>
          <Loaded query={shares} failed="Couldn't load the shares" skeleton={<RowsSkeleton label="Loading the shares" rows={1} />}>
            {(list) => <Shares call={call} shares={list.shares} onEnded={renew} />}
          </Loaded>
        </section>
      </div>
    </Dialog>
  );
}

function Invite({ call, onShared }: { call: Call; onShared: () => void }) {
  const form = useSchemaForm(schema, { defaultValues: { email: "" } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);
  const submit = form.handleSubmit(async ({ email }) => {
    setProblem(null);
    try {
      await calls.share(call.id, email);
      notify.success("The link is mailed");
      form.reset();
      onShared();
    } catch (error) {
      const sentence = sentenceOf(error);
      if (!showAtField(form, error, sentence)) setProblem(sentence);
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-3">
      <TextField
        label="Email"
        type="email"
        autoComplete="off"
        hint="Whoever has the link hears and reads it for 24 hours, without signing in. Of the customer's number it shows the last four figures."
        error={errors.email?.message}
        {...form.register("email")}
      />
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <div className="flex justify-end">
        <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Mailing…">
          Mail a link
        </BusyButton>
      </div>
    </form>
  );
}

function Shares({ call, shares, onEnded }: { call: Call; shares: Share[]; onEnded: () => void }) {
  if (shares.length === 0) return <p className="text-sm text-ink-soft">Nobody yet.</p>;
  return (
    // eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari
    <ul role="list" className="divide-y divide-line rounded-lg border border-line">
      {shares.map((share) => (
        <Row key={share.id} call={call} share={share} onEnded={onEnded} />
      ))}
    </ul>
  );
}

function Row({ call, share, onEnded }: { call: Call; share: Share; onEnded: () => void }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const [isBusy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    try {
      await calls.endShare(call.id, share.id);
      onEnded();
    } catch (error) {
      notify.problem("Couldn't end the share", error, () => void end());
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{share.email}</p>
        <p className="text-xs text-ink-soft">{`${share.sharedByName}, ${fullTime(share.createdAt, zone)}`}</p>
        <p className="text-xs text-ink-soft">{openingWords(share, zone)}</p>
      </div>
      <span className={classes("shrink-0 text-xs font-medium", share.state === "open" ? "text-success" : "text-ink-soft")}>
        {STATE_WORDS[share.state]}
      </span>
      {share.state === "open" && (
        <BusyButton isBusy={isBusy} busyWords="Ending…" aria-label={`End the share with ${share.email}`} onClick={() => void end()}>
          End
        </BusyButton>
      )}
    </li>
  );
}
