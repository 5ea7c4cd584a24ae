import type { AuditEntry } from "@/api/account-types";
import { fullTime } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { deedOf, detailsOf } from "@/settings/audit/words";

const HEAD = "px-3 py-2 text-left text-xs font-medium text-ink-soft";
const CELL = "px-3 py-2 align-top";
const WIDE = "max-md:hidden";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { me } = useWorkspace();
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <caption className="sr-only">What happened, newest first</caption>
        <thead className="border-b border-line max-md:sr-only">
          <tr>
            <th scope="col" className={`${HEAD} ${WIDE}`}>
              When
            </th>
            <th scope="col" className={`${HEAD} ${WIDE}`}>
              Who
            </th>
            <th scope="col" className={HEAD}>
              What
            </th>
            <th scope="col" className={`${HEAD} ${WIDE}`}>
              From
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} zone={me.tenant.timeZone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On a phone one cell says it all. */
function Row({ entry, zone }: { entry: AuditEntry; zone: string }) {
  const who = entry.actor.kind === "hub" ? "The hub" : entry.actor.name;
  const when = <time dateTime={entry.at}>{fullTime(entry.at, zone)}</time>;
  return (
    <tr>
      <td className={`${CELL} ${WIDE} whitespace-nowrap text-ink-soft`}>{when}</td>
      <td className={`${CELL} ${WIDE} font-medium break-words`}>{who}</td>
      <td className={`${CELL} break-words`}>
        {deedOf(entry)}
        {detailsOf(entry.details).map((line) => (
          <span key={line} className="block text-xs break-words text-ink-soft">
            {line}
          </span>
        ))}
        <span className="block text-xs text-ink-soft md:hidden">
          {who}, {when}
          {entry.from && `, from ${entry.from}`}
        </span>
      </td>
      <td data-numeric className={`${CELL} ${WIDE} text-ink-soft`}>
        {entry.from ?? "–"}
      </td>
    </tr>
  );
}
