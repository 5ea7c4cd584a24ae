import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useSearchParams } from "react-router";
import { account } from "@/api/account";
import type { AvailableNumber, NumberSearch } from "@/api/account-types";
import { formatPhone, useNumberFormats } from "@/format/phone";
import { countries } from "@/format/places";
import { accountKeys } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";
import { BuyConfirm } from "@/settings/numbers/buy-confirm";
import { GetTabs } from "@/settings/numbers/get-tabs";
import { CapabilityMarks } from "@/settings/numbers/marks";
import { KINDS, parametersOf, problemsOf, searchIn, wantedIn, type Wanted } from "@/settings/numbers/search";
import { numberSentence } from "@/settings/numbers/sentences";
import { Section } from "@/settings/parts/page";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { SelectField, TextField } from "@/ui/field";
import { RowsSkeleton } from "@/ui/loaded";
import { Notice } from "@/ui/notice";

/** Search for a number and buy it. The address keeps the search. */
export function BuyPage() {
  const { me } = useWorkspace();
  const [parameters, setParameters] = useSearchParams();
  const home = me.tenant.defaultCountry;
  const search = searchIn(parameters, home);
  return (
    <GetTabs>
      <SearchForm
        key={parameters.toString()}
        wanted={wantedIn(parameters, home)}
        onSearch={(wanted) => setParameters(parametersOf(wanted))}
      />
      {search && <Results search={search} />}
    </GetTabs>
  );
}

function SearchForm({ wanted, onSearch }: { wanted: Wanted; onSearch: (wanted: Wanted) => void }) {
  const [typed, setTyped] = useState(wanted);
  const [hasTried, setTried] = useState(false);
  const problems = hasTried ? problemsOf(typed) : {};
  const change = (part: Partial<Wanted>) => setTyped({ ...typed, ...part });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problemsOf(typed)).length === 0) onSearch(typed);
  };
  return (
    <form role="search" aria-label="Numbers for sale" noValidate onSubmit={submit} className="grid gap-4 md:grid-cols-2">
      <SelectField label="Country" value={typed.country} onChange={(event) => change({ country: event.target.value })}>
        {countries().map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField label="Kind" value={typed.kind} onChange={(event) => change({ kind: event.target.value as Wanted["kind"] })}>
        {Object.entries(KINDS).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Area code"
        inputMode="numeric"
        autoComplete="off"
        placeholder="Any"
        value={typed.areaCode}
        error={problems.areaCode}
        onChange={(event) => change({ areaCode: event.target.value })}
      />
      <TextField
        label="Contains"
        autoComplete="off"
        placeholder="Digits or a word"
        value={typed.contains}
        error={problems.contains}
        onChange={(event) => change({ contains: event.target.value })}
      />
      <Button look="primary" type="submit" className="w-fit">
        Search
      </Button>
    </form>
  );
}

function Results({ search }: { search: NumberSearch }) {
  useNumberFormats();
  const [chosen, setChosen] = useState<AvailableNumber | null>(null);
  const found = useQuery({
    queryKey: [...accountKeys.available, search],
    queryFn: ({ signal }) => account.availableNumbers(search, signal),
    // What is for sale is so only for a while.
    staleTime: 60_000,
  });
  if (found.isPending) return <RowsSkeleton label="Searching for numbers" rows={5} />;
  if (found.isError) {
    return (
      <Notice tone="danger" role="alert">
        <p>{`Couldn't search: ${numberSentence(found.error)}`}</p>
        <Button className="mt-2" onClick={() => void found.refetch()}>
          Retry
        </Button>
      </Notice>
    );
  }
  if (found.data.length === 0) {
    return (
      <div className="flex-1">
        <Empty icon={SearchX} title="No number like this" words="Try another area code, or leave it and “Contains” empty." />
      </div>
    );
  }
  return (
    <Section title="Numbers for sale" words={found.data.length === 1 ? "One found" : `${found.data.length} found`}>
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
      <ul role="list" aria-label="Numbers for sale" className="-my-2 divide-y divide-line">
        {found.data.map((available) => (
          <li key={available.number} className="flex items-center gap-3 py-2">
            <span className="min-w-0 flex-1">
              <span data-numeric className="block text-sm font-medium">
                {formatPhone(available.number)}
              </span>
              <span className="mt-0.5 flex flex-wrap items-center gap-2 text-sm text-ink-soft">
                {placeOf(available)}
                <CapabilityMarks capabilities={available.capabilities} />
              </span>
            </span>
            <Button aria-label={`Buy ${formatPhone(available.number)}`} onClick={() => setChosen(available)}>
              Buy
            </Button>
          </li>
        ))}
      </ul>
      {chosen && <BuyConfirm available={chosen} onClose={() => setChosen(null)} />}
    </Section>
  );
}

const placeOf = ({ locality, region }: AvailableNumber): string => [locality, region].filter(Boolean).join(", ");
