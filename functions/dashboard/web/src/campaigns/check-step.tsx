import { useState } from "react";
import type { Check } from "@/api/campaigns";
import type { WallTime } from "@/api/schedule";
import { count, reasonWords } from "@/campaigns/words";
import { formatPhone } from "@/format/phone";
import { inMoney } from "@/format/money";
import { useWorkspace } from "@/live/workspace";
import { presets } from "@/schedule/wall-time";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { ChoiceGroup, RadioChoice } from "@/ui/choice";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";

interface Props {
  check: Check;
  isBusy: boolean;
  onBack?: () => void;
  onStart: (startAt: WallTime | null) => void;
}

/** What will happen, what it costs, and the start. */
export function CheckStep({ check, isBusy, onBack, onStart }: Props) {
  const zone = useWorkspace().me.tenant.timeZone;
  const [isLater, setLater] = useState(false);
  const [local, setLocal] = useState(() => presets(new Date(), zone)[1]?.sendAt.local ?? "");
  const { allowed, later, refused, invalid, duplicate, price, problems, sample } = check;
  return (
    <div className="space-y-4">
      <section aria-label="What will happen" className="rounded-lg border border-line bg-surface p-4">
        <p className="text-lg font-semibold" data-testid="check-allowed">
          {`${count(allowed, "recipient")} will get it`}
        </p>
        <ul className="mt-2 list-disc space-y-1 pl-5 text-sm">
          <li>
            {`${count(check.segments, "segment")} in all, at most ${count(check.longest, "segment")} a text`}
            {price && `, about ${inMoney(price.currency, Number(price.total))} at list prices`}
            {price && price.unpricedSegments > 0 && `; the price of ${count(price.unpricedSegments, "segment")} is not known`}
          </li>
          {later > 0 && <li>{`${count(later, "recipient")} will get it later: it is night there, or they just got an automated text.`}</li>}
          {refused > 0 && <li>{`${count(refused, "recipient")} will be left out: ${check.reasons.map((row) => `${reasonWords(row.reason)} (${row.count})`).join(", ")}.`}</li>}
          {invalid > 0 && <li>{`${count(invalid, "row")} without a phone number.`}</li>}
          {duplicate > 0 && <li>{`${count(duplicate, "row")} with a number that comes twice; it gets one text.`}</li>}
        </ul>
      </section>
      {sample && (
        <section aria-label="Preview" className="rounded-lg border border-line bg-surface p-4">
          <h3 className="text-sm font-semibold">As the first recipient gets it</h3>
          <p className="mt-2 w-fit max-w-full rounded-2xl bg-accent px-3 py-2 text-base break-words whitespace-pre-wrap text-accent-ink">{sample}</p>
        </section>
      )}
      {problems.length > 0 && (
        <details className="rounded-lg border border-line bg-surface p-4">
          <summary className="text-sm font-semibold">Rows that get nothing</summary>
          <div className="mt-2 overflow-x-auto">
            <table className="w-full text-left text-sm">
              <thead className="text-xs text-ink-soft">
                <tr>
                  <th scope="col" className="py-1 pr-3 font-medium">Line</th>
                  <th scope="col" className="py-1 pr-3 font-medium">Number</th>
                  <th scope="col" className="py-1 font-medium">Why</th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {problems.map(({ line, typed, reason, message }) => (
                  <tr key={`${line}-${reason}`}>
                    <td data-numeric className="py-1 pr-3">{line}</td>
                    <td className="py-1 pr-3">{typed ? formatPhone(typed) : ""}</td>
                    <td className="py-1">{message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
      {allowed === 0 ? (
        <Notice tone="warning">Nobody would get it. Go back and change the recipients or the message.</Notice>
      ) : (
        <>
          <ChoiceGroup legend="When">
            <RadioChoice name="when" label="Now" words="Texts go out at the pace of your number and leave room for your team's." checked={!isLater} onChange={() => setLater(false)} />
            <RadioChoice name="when" label="At a set time" checked={isLater} onChange={() => setLater(true)} />
          </ChoiceGroup>
          {isLater && (
            <TextField label="Date and time" type="datetime-local" hint={`${zone.replaceAll("_", " ")} time`} value={local} onChange={(event) => setLocal(event.target.value)} />
          )}
        </>
      )}
      <div className="flex justify-between gap-2">
        {onBack ? <Button onClick={onBack}>Back</Button> : <span />}
        <BusyButton
          look="primary"
          isBusy={isBusy}
          busyWords="Starting…"
          disabled={allowed === 0 || (isLater && local === "")}
          onClick={() => onStart(isLater ? { local, zone } : null)}
        >
          {isLater ? "Schedule" : `Send to ${count(allowed, "recipient")}`}
        </BusyButton>
      </div>
    </div>
  );
}
