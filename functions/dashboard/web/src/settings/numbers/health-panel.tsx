import { CircleCheck, RefreshCw } from "lucide-react";
import type { Health, NumberHealth } from "@/api/account-types";
import { nameOfNumber } from "@/format/own-number";
import { formatPhone } from "@/format/phone";
import { shortTime, useNow } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { numberSentence } from "@/settings/numbers/sentences";
import { useRepair } from "@/settings/numbers/repair";
import { Section } from "@/settings/parts/page";
import { useHealth } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";

/** Whether every number is set up at Twilio as it must be. */
export function HealthPanel() {
  const health = useHealth(true);
  return (
    <Section
      title="Health"
      words="Twilio's settings of each number, compared with what they must be."
      actions={
        <Button look="quiet" aria-disabled={health.isFetching} onClick={() => void health.refetch()}>
          <RefreshCw aria-hidden="true" className="size-4" />
          {health.isFetching ? "Checking…" : "Check again"}
        </Button>
      }
    >
      {health.isError && !health.data && (
        <Notice tone="danger" role="alert">{`Couldn't check the numbers: ${numberSentence(health.error)}`}</Notice>
      )}
      {health.isPending && (
        <div role="status" aria-label="Checking the numbers">
          <div className="skeleton h-10" />
        </div>
      )}
      {health.data && <Findings health={health.data} />}
    </Section>
  );
}

const UNFINISHED = ["purchase_unfinished", "release_unfinished"];

function Findings({ health: { checkedAt, numbers } }: { health: Health }) {
  const { me } = useWorkspace();
  const when = shortTime(checkedAt, useNow(), me.tenant.timeZone);
  // What is half bought or half released says so in the list, with its own way out.
  const settled = numbers.filter(({ problems }) => !problems.some(({ code }) => UNFINISHED.includes(code)));
  const ill = settled.filter(({ healthy }) => !healthy);
  if (ill.length === 0) {
    return (
      <p className="flex flex-wrap items-center gap-2 text-sm text-success">
        <CircleCheck aria-hidden="true" className="size-4 shrink-0" />
        {settled.length === 1 ? "Your number is set up right." : `All ${settled.length} numbers are set up right.`}
        <span className="text-ink-soft">{`Checked ${when === "now" ? "just now" : `${when} ago`}`}</span>
      </p>
    );
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari
    <ul role="list" aria-label="Numbers with problems" className="space-y-3">
      {ill.map((entry) => (
        <li key={entry.id}>
          <Problems entry={entry} />
        </li>
      ))}
    </ul>
  );
}

/** What is wrong with one number, and the button that puts it right. */
export function Problems({ entry }: { entry: NumberHealth }) {
  const { isRepairing, repair } = useRepair(entry);
  const name = formatPhone(entry.number);
  return (
    <Notice tone="warning">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0 flex-1">
          <p className="font-semibold">{nameOfNumber(entry)}</p>
          <ul className="mt-1 list-disc space-y-1 pl-4">
            {entry.problems.map(({ code, sentence, expected, found }) => (
              <li key={code}>
                {sentence}
                {(expected || found) && (
                  <details className="text-xs">
                    <summary className="cursor-pointer">Details</summary>
                    {found && <p className="break-all">{`Is: ${found}`}</p>}
                    {expected && <p className="break-all">{`Must be: ${expected}`}</p>}
                  </details>
                )}
              </li>
            ))}
          </ul>
        </div>
        <BusyButton isBusy={isRepairing} busyWords="Repairing…" aria-label={`Repair ${name}`} onClick={() => void repair()}>
          Repair
        </BusyButton>
      </div>
    </Notice>
  );
}
