import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { campaigns, type Campaign, type Figures } from "@/api/campaigns";
import type { WallTime } from "@/api/schedule";
import { CampaignsFrame } from "@/campaigns/campaigns-frame";
import { CheckStep } from "@/campaigns/check-step";
import { DeliveryChart } from "@/campaigns/delivery-chart";
import { useCampaign, useRefreshCampaigns } from "@/campaigns/queries";
import { RecipientsTable } from "@/campaigns/recipients-table";
import { deliveryRate, reasonWords, STATE_WORDS } from "@/campaigns/words";
import { inMoney } from "@/format/money";
import { formatPhone } from "@/format/phone";
import { fullTime } from "@/format/time";
import { CAMPAIGNS } from "@/live/campaign-events";
import { useWorkspace } from "@/live/workspace";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Loaded, RowsSkeleton } from "@/ui/loaded";
import { notify } from "@/ui/notify";

/** One campaign: how far it is, and what became of each text. */
export function CampaignPage() {
  const { id = "" } = useParams();
  const query = useCampaign(id);
  const campaign = query.data?.campaign;
  return (
    <CampaignsFrame title={campaign?.name ?? "Campaign"} back="/campaigns" actions={campaign && <Actions campaign={campaign} />}>
      <Loaded query={query} failed="Couldn't load the campaign" skeleton={<RowsSkeleton label="Loading the campaign" />}>
        {(detail) => (
          <>
            <About campaign={detail.campaign} />
            {detail.campaign.state === "draft" ? <DraftCheck id={id} /> : <Numbers figures={detail.figures} />}
            <RecipientsTable id={id} />
          </>
        )}
      </Loaded>
    </CampaignsFrame>
  );
}

/** A draft that was left before its start goes on where it was left. */
function DraftCheck({ id }: { id: string }) {
  const { mayWrite } = useWorkspace();
  const refresh = useRefreshCampaigns();
  const check = useQuery({ queryKey: [...CAMPAIGNS, id, "check"], queryFn: () => campaigns.check(id), enabled: mayWrite });
  const [isBusy, setBusy] = useState(false);
  if (!mayWrite) return null;
  const start = async (startAt: WallTime | null) => {
    setBusy(true);
    try {
      await campaigns.start(id, startAt);
    } catch (error) {
      notify.problem("Couldn't start", error);
    }
    await refresh();
    setBusy(false);
  };
  return (
    <Loaded query={check} failed="Couldn't check the campaign" skeleton={<RowsSkeleton label="Checking the campaign" />}>
      {(found) => <CheckStep check={found} isBusy={isBusy} onStart={(startAt) => void start(startAt)} />}
    </Loaded>
  );
}

function Actions({ campaign }: { campaign: Campaign }) {
  const { mayWrite } = useWorkspace();
  const refresh = useRefreshCampaigns();
  const [isEnding, setEnding] = useState(false);
  const [isBusy, setBusy] = useState(false);
  if (!mayWrite || campaign.state === "done" || campaign.state === "canceled") return null;
  const act = async (action: "pause" | "resume") => {
    setBusy(true);
    try {
      await campaigns.act(campaign.id, action);
    } catch (error) {
      notify.problem(action === "pause" ? "Couldn't pause" : "Couldn't resume", error);
    }
    await refresh();
    setBusy(false);
  };
  return (
    <>
      {campaign.state === "running" && (
        <Button disabled={isBusy} onClick={() => void act("pause")}>
          Pause
        </Button>
      )}
      {campaign.state === "paused" && (
        <Button look="primary" disabled={isBusy} onClick={() => void act("resume")}>
          Resume
        </Button>
      )}
      <Button onClick={() => setEnding(true)}>Cancel campaign</Button>
      {isEnding && (
        <Confirm
          title={`Cancel “${campaign.name}”?`}
          words="Texts that are not with the carrier yet are not sent. This cannot be taken back."
          action="Cancel campaign"
          cancel="Keep it"
          busyWords="Canceling…"
          isDanger
          onConfirm={async () => {
            await campaigns.act(campaign.id, "cancel");
            await refresh();
          }}
          onClose={() => setEnding(false)}
        />
      )}
    </>
  );
}

function About({ campaign }: { campaign: Campaign }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const at = campaign.endedAt ?? campaign.startedAt ?? campaign.startAt?.utc;
  return (
    <section aria-label="Campaign" className="rounded-lg border border-line bg-surface p-4">
      <p className="text-sm">
        <span data-testid="campaign-state" role="status" className="rounded bg-accent-soft px-2 py-0.5 text-accent-text">
          {STATE_WORDS[campaign.state]}
        </span>
        <span className="ml-2 text-ink-soft">
          {`From ${formatPhone(campaign.from)}`}
          {at && ` · ${fullTime(at, zone)}`}
        </span>
      </p>
      <p className="mt-3 text-sm break-words whitespace-pre-wrap">{campaign.body}</p>
      {campaign.optOutFooter && <p className="text-sm text-ink-soft">Reply STOP to opt out.</p>}
    </section>
  );
}

function Numbers({ figures }: { figures: Figures }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const rate = deliveryRate(figures);
  const { price } = figures;
  const rows: [string, number | string][] = [
    ["Recipients", figures.total],
    ["Waiting", figures.waiting],
    ["Queued", figures.queued],
    ["Sent", figures.sent],
    ["Delivered", figures.delivered],
    ["Failed", figures.failed],
    ["Refused", figures.refused],
    ...(figures.uncertain > 0 ? [["Uncertain", figures.uncertain] as [string, number]] : []),
    ...(figures.canceled > 0 ? [["Canceled", figures.canceled] as [string, number]] : []),
    ...(rate === null ? [] : [["Delivery rate", `${rate} %`] as [string, string]]),
    ...(price ? [["List price", inMoney(price.currency, Number(price.total))] as [string, string]] : []),
  ];
  return (
    <section aria-label="Figures" className="space-y-4 rounded-lg border border-line bg-surface p-4">
      <dl data-numeric className="grid grid-cols-2 gap-3 md:grid-cols-4">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-ink-soft">{label}</dt>
            <dd className="text-lg font-semibold" data-testid={`figure-${label.toLowerCase().replaceAll(" ", "-")}`}>
              {value.toLocaleString("en-US")}
            </dd>
          </div>
        ))}
      </dl>
      {figures.reasons.length > 0 && (
        <p className="text-sm text-ink-soft">{figures.reasons.map(({ reason, count }) => `${reasonWords(reason)}: ${count}`).join(" · ")}</p>
      )}
      <DeliveryChart moments={figures.moments} zone={zone} />
    </section>
  );
}
