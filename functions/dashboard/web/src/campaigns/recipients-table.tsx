import { useState } from "react";
import { Link } from "react-router";
import type { Recipient, RecipientState } from "@/api/campaigns";
import { useRecipients } from "@/campaigns/queries";
import { RECIPIENT_WORDS } from "@/campaigns/words";
import { formatPhone } from "@/format/phone";
import { fullTime } from "@/format/time";
import { conversationUrl } from "@/inbox/tabs";
import { useWorkspace } from "@/live/workspace";
import { MorePages } from "@/settings/parts/more-pages";
import { SelectField } from "@/ui/field";
import { Failure } from "@/ui/failure";
import { RowsSkeleton } from "@/ui/loaded";

const STATES = Object.entries(RECIPIENT_WORDS) as [RecipientState, string][];

/** Every recipient with their result. */
export function RecipientsTable({ id }: { id: string }) {
  const [state, setState] = useState<RecipientState | null>(null);
  const query = useRecipients(id, state);
  const rows = query.data?.pages.flatMap((page) => page.recipients);
  return (
    <section aria-label="Recipients" className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <h3 className="font-semibold">Recipients</h3>
        <SelectField label="Show" value={state ?? ""} onChange={(event) => setState((event.target.value || null) as RecipientState | null)}>
          <option value="">All</option>
          {STATES.map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      {query.isPending && <RowsSkeleton label="Loading the recipients" />}
      {query.isError && !rows && <Failure title="Couldn't load the recipients" error={query.error} onRetry={() => void query.refetch()} />}
      {rows?.length === 0 && <p className="text-sm text-ink-soft">Nobody here.</p>}
      {rows && rows.length > 0 && (
        <div className="overflow-x-auto">
          <table className="w-full text-left text-sm">
            <thead className="text-xs text-ink-soft">
              <tr>
                {["Recipient", "Result", "Changed"].map((title) => (
                  <th key={title} scope="col" className="py-1 pr-3 font-medium">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <MorePages list={query} />
    </section>
  );
}

function Row({ row }: { row: Recipient }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const number = row.to ? formatPhone(row.to) : (row.typed ?? "");
  // A message's id ends in its conversation's.
  const thread = row.messageId ? `cnv_${row.messageId.split("_").at(-1) ?? ""}` : null;
  return (
    <tr data-testid="recipient" data-state={row.state}>
      <td className="py-2 pr-3 align-top">
        {row.name && <span className="block">{row.name}</span>}
        {thread ? (
          <Link to={conversationUrl("open", thread)} className="text-accent-text underline-offset-2 hover:underline">
            {number}
          </Link>
        ) : (
          <span className={row.name ? "text-ink-soft" : undefined}>{number}</span>
        )}
      </td>
      <td className="py-2 pr-3 align-top">
        {RECIPIENT_WORDS[row.state]}
        {row.reasonText && <span className="block text-xs text-ink-soft">{row.reasonText}</span>}
      </td>
      <td className="py-2 align-top text-xs whitespace-nowrap text-ink-soft">
        <time dateTime={row.updatedAt}>{fullTime(row.updatedAt, zone)}</time>
      </td>
    </tr>
  );
}
