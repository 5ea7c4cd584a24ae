import { CircleCheck, LoaderCircle } from "lucide-react";
import type { ErasureReceipt } from "@/api/types";
import { fullTime } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { countsOf, endingOf, leftWords } from "@/settings/erasures/words";

const HEAD = "px-3 py-2 text-left text-xs font-medium text-ink-soft";
const CELL = "px-3 py-2 align-top";
const WIDE = "max-md:hidden";

interface Props {
  receipts: ErasureReceipt[];
  onShow: (id: string) => void;
}

export function ReceiptsTable({ receipts, onShow }: Props) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <caption className="sr-only">Erased customers, newest first</caption>
        <thead className="border-b border-line max-md:sr-only">
          <tr>
            <th scope="col" className={HEAD}>
              Customer
            </th>
            <th scope="col" className={HEAD}>
              State
            </th>
            <th scope="col" className={`${HEAD} ${WIDE}`}>
              Left at Twilio
            </th>
            <th scope="col" className={`${HEAD} ${WIDE}`}>
              Erased by
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {receipts.map((receipt) => (
            <Row key={receipt.id} receipt={receipt} onShow={() => onShow(receipt.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On a phone two cells say it all. */
function Row({ receipt, onShow }: { receipt: ErasureReceipt; onShow: () => void }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const { contact, requestedBy, requestedAt, leftAtCarrier } = receipt;
  const when = <time dateTime={requestedAt}>{fullTime(requestedAt, zone)}</time>;
  return (
    <tr data-testid="receipt" data-state={receipt.state}>
      <td className={CELL}>
        <button
          type="button"
          aria-label={`${endingOf(contact)}, receipt of ${fullTime(requestedAt, zone)}`}
          onClick={onShow}
          className="rounded font-medium text-accent-text underline-offset-2 hover:underline"
        >
          {contact}
        </button>
        <span className="block text-xs text-ink-soft md:hidden">
          {requestedBy.name}, {when}
        </span>
      </td>
      <td className={CELL}>
        <State receipt={receipt} />
        {leftAtCarrier > 0 && <span className="block text-xs text-ink-soft md:hidden">{`Left at Twilio: ${leftWords(leftAtCarrier)}`}</span>}
      </td>
      <td className={`${CELL} ${WIDE} text-ink-soft`}>{leftWords(leftAtCarrier)}</td>
      <td className={`${CELL} ${WIDE}`}>
        {requestedBy.name}
        <span className="block text-xs whitespace-nowrap text-ink-soft">{when}</span>
      </td>
    </tr>
  );
}

/** Whether everything is gone, and how much so far. */
export function State({ receipt: { state, erased } }: { receipt: ErasureReceipt }) {
  return (
    <>
      {state === "done" ? (
        <span className="flex items-center gap-1.5 font-medium text-success">
          <CircleCheck aria-hidden="true" className="size-4 shrink-0" />
          Done
        </span>
      ) : (
        <span className="flex items-center gap-1.5 font-medium">
          <LoaderCircle aria-hidden="true" className="size-4 shrink-0 motion-safe:animate-spin" />
          Being erased
        </span>
      )}
      <span data-numeric className="block text-xs text-ink-soft">
        {countsOf(erased).join(", ")}
      </span>
    </>
  );
}
