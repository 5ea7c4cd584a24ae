import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, ScrollText, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { account } from "@/api/account";
import type { AuditEntry, AuditFilter } from "@/api/account-types";
import { sentenceOf } from "@/api/problem";
import { useNumberFormats } from "@/format/phone";
import { accountKeys } from "@/live/account-events";
import { useWorkspace } from "@/live/workspace";
import { AuditFilters } from "@/settings/audit/audit-filters";
import { AuditTable } from "@/settings/audit/audit-table";
import { dayIn, filterOf, parametersOf, wishIn } from "@/settings/audit/filters";
import { keepFile } from "@/settings/audit/keep-file";
import { MorePages } from "@/settings/parts/more-pages";
import { SettingsPage } from "@/settings/parts/page";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { RowsSkeleton } from "@/ui/loaded";
import { notify } from "@/ui/notify";

/** Who did what, and when. For owners: it names addresses and people. */
export default function AuditPage() {
  const { isOwner } = useWorkspace();
  if (isOwner) return <Audit />;
  return (
    <SettingsPage title="Audit">
      <div className="flex-1">
        <Empty
          icon={ScrollText}
          title="Only owners read the audit"
          words="It shows what each person did and from which address. Ask an owner if you need to know something."
        />
      </div>
    </SettingsPage>
  );
}

function Audit() {
  const { me } = useWorkspace();
  const [parameters, setParameters] = useSearchParams();
  const wish = useMemo(() => wishIn(parameters), [parameters]);
  const filter = useMemo(() => filterOf(wish, me.tenant.timeZone), [wish, me.tenant.timeZone]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <SettingsPage title="Audit" isWide actions={<Export filter={filter} />}>
      <AuditFilters wish={wish} onWish={(next) => setParameters(parametersOf(next), { replace: true })} />
      <Entries filter={filter} isFiltered={isFiltered} onClear={() => setParameters({})} />
    </SettingsPage>
  );
}

interface EntriesProps {
  filter: AuditFilter;
  isFiltered: boolean;
  onClear: () => void;
}

function Entries({ filter, isFiltered, onClear }: EntriesProps) {
  useNumberFormats();
  const audit = useInfiniteQuery({
    queryKey: [...accountKeys.audit, filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => account.audit(filter, pageParam, signal),
    getNextPageParam: (page) => page.nextCursor,
    // No event tells of new entries.
    staleTime: 0,
  });
  if (audit.isPending) return <RowsSkeleton label="Loading the audit" rows={6} />;
  if (!audit.data) return <Failure title="Couldn't load the audit" error={audit.error} onRetry={() => void audit.refetch()} />;
  const entries: AuditEntry[] = audit.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) {
    return (
      <div className="flex-1">
        <Empty
          icon={isFiltered ? SearchX : ScrollText}
          title={isFiltered ? "Nothing like this" : "Nothing yet"}
          words={isFiltered ? "Nothing of this kind happened in this time." : "Sign-ins, changes of people, numbers and settings appear here."}
          action={isFiltered && <Button onClick={onClear}>Clear the filters</Button>}
        />
      </div>
    );
  }
  return (
    <>
      <AuditTable entries={entries} />
      <MorePages list={audit} />
    </>
  );
}

function Export({ filter }: { filter: AuditFilter }) {
  const { me } = useWorkspace();
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      keepFile(await account.auditFile(filter), `audit-${dayIn(new Date(), me.tenant.timeZone)}.csv`);
      notify.success("Audit exported");
    } catch (error) {
      notify.words(`Couldn't export: ${sentenceOf(error)}`, { retry: () => void save() });
    } finally {
      setBusy(false);
    }
  };
  return (
    <BusyButton isBusy={isBusy} busyWords="Exporting…" onClick={() => void save()}>
      <Download aria-hidden="true" className="size-4" />
      Export CSV
    </BusyButton>
  );
}
