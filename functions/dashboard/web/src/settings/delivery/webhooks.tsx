import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { account } from "@/api/account";
import type { Webhook, WebhookOutcome } from "@/api/account-types";
import { fullTime } from "@/format/time";
import { accountKeys } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";
import { MorePages } from "@/settings/parts/more-pages";
import { OUTCOMES, subjectOf } from "@/settings/delivery/words";
import { classes } from "@/ui/classes";
import { Failure } from "@/ui/failure";
import { SelectField } from "@/ui/field";
import { RowsSkeleton } from "@/ui/loaded";

const HEAD = "py-2 pr-3 text-left text-xs font-medium text-ink-soft";
const CELL = "py-2 pr-3 align-top";
const WIDE = "max-md:hidden";

/** The webhook journal. */
export function Webhooks() {
  const [outcome, setOutcome] = useState<WebhookOutcome | "">("");
  const webhooks = useInfiniteQuery({
    queryKey: [...accountKeys.webhooks, outcome],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => account.webhooks(outcome || null, pageParam, signal),
    getNextPageParam: (page) => page.nextCursor,
    // No event tells of new ones.
    staleTime: 0,
  });
  return (
    <>
      <div className="max-w-56">
        <SelectField label="Outcome" value={outcome} onChange={(event) => setOutcome(event.target.value as WebhookOutcome | "")}>
          <option value="">All</option>
          {Object.entries(OUTCOMES).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </SelectField>
      </div>
      {webhooks.isPending ? (
        <RowsSkeleton label="Loading the webhooks" rows={3} />
      ) : !webhooks.data ? (
        <Failure title="Couldn't load the webhooks" error={webhooks.error} onRetry={() => void webhooks.refetch()} />
      ) : (
        <>
          <Table rows={webhooks.data.pages.flatMap((page) => page.webhooks)} isFiltered={outcome !== ""} />
          <MorePages list={webhooks} />
        </>
      )}
    </>
  );
}

function Table({ rows, isFiltered }: { rows: Webhook[]; isFiltered: boolean }) {
  const { me } = useWorkspace();
  if (rows.length === 0) {
    return (
      <p className="text-sm text-ink-soft">
        {isFiltered ? "None with this outcome." : "None yet. A customer's text or the report on one of yours appears here."}
      </p>
    );
  }
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Webhooks, newest first</caption>
      <thead className="border-b border-line max-md:sr-only">
        <tr>
          <th scope="col" className={`${HEAD} ${WIDE}`}>
            When
          </th>
          <th scope="col" className={HEAD}>
            About
          </th>
          <th scope="col" className={`${HEAD} ${WIDE}`}>
            Twilio&apos;s id
          </th>
          <th scope="col" className={HEAD}>
            Outcome
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map((row) => {
          const when = <time dateTime={row.at}>{fullTime(row.at, me.tenant.timeZone)}</time>;
          return (
            <tr key={row.id}>
              <td className={`${CELL} ${WIDE} whitespace-nowrap text-ink-soft`}>{when}</td>
              <td className={CELL}>
                {subjectOf(row)}
                <span className="block text-xs text-ink-soft md:hidden">{when}</span>
              </td>
              <td className={`${CELL} ${WIDE} font-mono text-xs break-all text-ink-soft`}>{row.sid ?? "–"}</td>
              <td className={classes(CELL, row.outcome !== "done" && "text-danger")}>
                {OUTCOMES[row.outcome]}
                {row.code && <span className="block text-xs">{row.code}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
