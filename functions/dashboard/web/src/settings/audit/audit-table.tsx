import type { AuditEntry } from "@/api/account-types";
import { fullTime } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { deedOf, detailsOf } from "@/settings/audit/words";

const HEAD = "px-3 py-2 text-left text-xs font-medium text-ink-soft";
const CELL = "px-3 py-2 align-top";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { me } = useWorkspace();
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <caption className="sr-only">What happened, newest first</caption>
        <thead className="border-b border-line">
          <tr>
            <th scope="col" className={HEAD}>
              When
            </th>
            <th scope="col" className={HEAD}>
              Who
            </th>
            <th scope="col" className={HEAD}>
              What
            </th>
            <th scope="col" className={`${HEAD} max-md:hidden`}>
              From
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className={`${CELL} text-ink-soft md:whitespace-nowrap`}>
                <time dateTime={entry.at}>{fullTime(entry.at, me.tenant.timeZone)}</time>
                {entry.from && <span className="block text-xs break-all md:hidden">{`from ${entry.from}`}</span>}
              </td>
              <td className={`${CELL} font-medium break-words`}>{entry.actor.kind === "hub" ? "The hub" : entry.actor.name}</td>
              <td className={`${CELL} break-words`}>
                {deedOf(entry)}
                {detailsOf(entry.details).map((line) => (
                  <span key={line} className="block text-xs break-words text-ink-soft">
                    {line}
                  </span>
                ))}
              </td>
              <td data-numeric className={`${CELL} text-ink-soft max-md:hidden`}>
                {entry.from ?? "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
