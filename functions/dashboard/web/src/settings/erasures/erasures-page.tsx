import { Eraser } from "lucide-react";
import { useSearchParams } from "react-router";
import { useWorkspace } from "@/live/workspace";
import { useErasures } from "@/settings/erasures/queries";
import { ReceiptDialog } from "@/settings/erasures/receipt-dialog";
import { ReceiptsTable } from "@/settings/erasures/receipts-table";
import { MorePages } from "@/settings/parts/more-pages";
import { SettingsPage } from "@/settings/parts/page";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { RowsSkeleton } from "@/ui/loaded";

const TITLE = "Erased customers";

/** The receipts of erased customers. For owners, who alone erase. */
export default function ErasuresPage() {
  const { isOwner } = useWorkspace();
  if (!isOwner) {
    return (
      <SettingsPage title={TITLE}>
        <div className="flex-1">
          <Empty
            icon={Eraser}
            title="Only owners see who was erased"
            words="An owner erases a customer who asks for it, and keeps the receipt. Ask one of them."
          />
        </div>
      </SettingsPage>
    );
  }
  return (
    <SettingsPage title={TITLE} isWide>
      <Receipts />
    </SettingsPage>
  );
}

function Receipts() {
  const list = useErasures();
  const [parameters, setParameters] = useSearchParams();
  if (list.isPending) return <RowsSkeleton label="Loading the receipts" rows={4} />;
  if (!list.data) return <Failure title="Couldn't load the receipts" error={list.error} onRetry={() => void list.refetch()} />;
  const receipts = list.data.pages.flatMap((page) => page.erasures);
  if (receipts.length === 0) {
    return (
      <div className="flex-1">
        <Empty
          icon={Eraser}
          title="Nobody was erased"
          words="If a customer asks for it, open their conversation, then its details, and choose Erase customer. The receipt appears here."
        />
      </div>
    );
  }
  const shown = receipts.find(({ id }) => id === parameters.get("receipt"));
  return (
    <>
      <ReceiptsTable receipts={receipts} onShow={(id) => setParameters({ receipt: id })} />
      <MorePages list={list} />
      {shown && <ReceiptDialog receipt={shown} onClose={() => setParameters({}, { replace: true })} />}
    </>
  );
}
