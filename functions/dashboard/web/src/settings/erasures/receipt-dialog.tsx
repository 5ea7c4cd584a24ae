import { Download } from "lucide-react";
import type { ErasureReceipt } from "@/api/types";
import { fullTime } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { dayIn } from "@/settings/audit/filters";
import { keepFile } from "@/settings/audit/keep-file";
import { countsOf, endingOf, keptName, leftWords } from "@/settings/erasures/words";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Notice } from "@/ui/notice";

interface Props {
  receipt: ErasureReceipt;
  onClose: () => void;
}

/** What of a customer went, and what stays, why and until when. */
export function ReceiptDialog({ receipt, onClose }: Props) {
  const zone = useWorkspace().me.tenant.timeZone;
  const { contact, requestedBy, requestedAt, finishedAt, erased, leftAtCarrier, kept } = receipt;
  const save = () => {
    const file = new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" });
    keepFile(file, `erasure-${contact.replace("…", "")}-${dayIn(new Date(requestedAt), zone)}.json`);
  };
  return (
    <Dialog title={endingOf(contact)} onClose={onClose}>
      <div className="space-y-5 p-4 text-sm">
        {finishedAt === null && (
          <Notice>The customer is out of the inbox. What lies behind them is being removed; the receipt is complete once it is gone.</Notice>
        )}
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          <dt className="text-ink-soft">Asked for</dt>
          <dd>{`${fullTime(requestedAt, zone)}, by ${requestedBy.name}`}</dd>
          <dt className="text-ink-soft">Finished</dt>
          <dd>{finishedAt ? fullTime(finishedAt, zone) : "Not yet"}</dd>
          <dt className="text-ink-soft">Left at Twilio</dt>
          <dd>{leftWords(leftAtCarrier)}</dd>
        </dl>
        <section aria-labelledby="receipt-went">
          <h3 id="receipt-went" className="font-semibold">
            What went
          </h3>
          <ul className="mt-1 list-inside list-disc">
            {countsOf(erased).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
        {kept.length > 0 && (
          <section aria-labelledby="receipt-stays">
            <h3 id="receipt-stays" className="font-semibold">
              What stays
            </h3>
            <ul className="mt-1 divide-y divide-line">
              {kept.map(({ what, why, until }) => (
                <li key={what} className="py-2">
                  <p className="font-medium">{keptName(what)}</p>
                  <p className="text-ink-soft">{why}</p>
                  {until && <p className="text-xs text-ink-soft">{`Until ${fullTime(until, zone)}`}</p>}
                </li>
              ))}
            </ul>
          </section>
        )}
        {finishedAt !== null && (
          <div className="sticky bottom-0 -mx-4 -mb-4 flex justify-end border-t border-line bg-raised p-4">
            <Button look="primary" onClick={save}>
              <Download aria-hidden="true" className="size-4" />
              Download receipt
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
