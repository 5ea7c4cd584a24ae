import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { account } from "@/api/account";
import type { DeadLetter } from "@/api/account-types";
import { formatPhone, useNumberFormats } from "@/format/phone";
import { fullTime } from "@/format/time";
import { accountKeys } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";
import { MorePages } from "@/settings/parts/more-pages";
import { useRefresh } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { Failure } from "@/ui/failure";
import { RowsSkeleton } from "@/ui/loaded";
import { notify } from "@/ui/notify";

/** The texts that no worker could hand over, each with a way out. */
export function DeadLetters() {
  useNumberFormats();
  const letters = useInfiniteQuery({
    queryKey: accountKeys.deadLetters,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => account.deadLetters(pageParam, signal),
    getNextPageParam: (page) => page.nextCursor,
    // No event tells of new ones.
    staleTime: 0,
  });
  if (letters.isPending) return <RowsSkeleton label="Loading what was not sent" rows={1} />;
  if (!letters.data) {
    return <Failure title="Couldn't load what was not sent" error={letters.error} onRetry={() => void letters.refetch()} />;
  }
  const rows = letters.data.pages.flatMap((page) => page.deadLetters);
  if (rows.length === 0) return <p className="text-sm text-ink-soft">Everything was handed to the carrier.</p>;
  return (
    <>
      <ul aria-label="Not sent" className="divide-y divide-line">
        {rows.map((letter) => (
          <Row key={letter.id} letter={letter} />
        ))}
      </ul>
      <MorePages list={letters} />
    </>
  );
}

function Row({ letter }: { letter: DeadLetter }) {
  const { me } = useWorkspace();
  const refresh = useRefresh();
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      await account.redrive(letter.id);
      notify.success("The text is on its way");
      await refresh(accountKeys.deadLetters);
    } catch (error) {
      notify.problem("Couldn't send", error, () => void send());
      await refresh(accountKeys.deadLetters);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-64">
        <Link
          to={`/inbox/open/${encodeURIComponent(letter.conversationId)}`}
          className="font-medium text-accent-text underline-offset-2 hover:underline"
        >
          {`To ${formatPhone(letter.to)}`}
        </Link>
        <p className="text-sm text-ink-soft">{letter.reason}</p>
        <p className="text-xs text-ink-soft">
          <time dateTime={letter.at}>{fullTime(letter.at, me.tenant.timeZone)}</time>, from {formatPhone(letter.from)}
        </p>
      </div>
      <BusyButton isBusy={isBusy} busyWords="Sending…" onClick={() => void send()}>
        Send now
      </BusyButton>
    </li>
  );
}
