import { useQuery } from "@tanstack/react-query";
import { CheckCheck } from "lucide-react";
import { useState } from "react";
import { account } from "@/api/account";
import type { ImportableNumber } from "@/api/account-types";
import { formatPhone, useNumberFormats } from "@/format/phone";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { GetTabs } from "@/settings/numbers/get-tabs";
import { CapabilityMarks } from "@/settings/numbers/marks";
import { numberSentence } from "@/settings/numbers/sentences";
import { Section } from "@/settings/parts/page";
import { useRefresh } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { Empty } from "@/ui/empty";
import { Loaded, RowsSkeleton } from "@/ui/loaded";
import { notify } from "@/ui/notify";

/** Numbers that the account owns already. Nothing is bought here. */
export function ImportPage() {
  return (
    <GetTabs>
      <Importable />
    </GetTabs>
  );
}

function Importable() {
  useNumberFormats();
  const found = useQuery({
    queryKey: accountKeys.importable,
    queryFn: ({ signal }) => account.importableNumbers(signal),
    staleTime: 30_000,
  });
  return (
    <Loaded query={found} failed="Couldn't ask Twilio for your numbers" skeleton={<RowsSkeleton label="Asking Twilio" rows={3} />}>
      {(numbers) =>
        numbers.length === 0 ? (
          <div className="flex-1">
            <Empty icon={CheckCheck} title="Nothing left to add" words="Every number of your Twilio account is here already." />
          </div>
        ) : (
          <Section
            title="In your Twilio account"
            words="Costs nothing more. The hub takes over what happens with texts and calls to the number."
          >
            {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
            <ul role="list" aria-label="Numbers to add" className="-my-2 divide-y divide-line">
              {numbers.map((number) => (
                <ImportRow key={number.number} importable={number} />
              ))}
            </ul>
          </Section>
        )
      }
    </Loaded>
  );
}

function ImportRow({ importable: { number, label, capabilities } }: { importable: ImportableNumber }) {
  const refresh = useRefresh();
  const [isBusy, setBusy] = useState(false);
  const name = formatPhone(number);
  const add = async () => {
    setBusy(true);
    try {
      await account.importNumber(number, label);
      await refresh(accountKeys.numbers, accountKeys.importable, accountKeys.health, keys.me);
      notify.success(`${name} was added`);
    } catch (error) {
      notify.words(`Couldn't add ${name}: ${numberSentence(error)}`, { retry: () => void add() });
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex items-center gap-3 py-2">
      <span className="min-w-0 flex-1">
        <span data-numeric className="block text-sm font-medium">
          {name}
        </span>
        <span className="mt-0.5 flex flex-wrap items-center gap-2 text-sm text-ink-soft">
          {label !== name && label !== number && <span className="truncate">{label}</span>}
          <CapabilityMarks capabilities={capabilities} />
        </span>
      </span>
      <BusyButton isBusy={isBusy} busyWords="Adding…" aria-label={`Add ${name}`} onClick={() => void add()}>
        Add
      </BusyButton>
    </li>
  );
}
