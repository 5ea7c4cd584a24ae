import { Megaphone } from "lucide-react";
import { Link } from "react-router";
import type { Campaign } from "@/api/campaigns";
import { CampaignsFrame } from "@/campaigns/campaigns-frame";
import { useCampaigns } from "@/campaigns/queries";
import { STATE_WORDS } from "@/campaigns/words";
import { fullTime } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { MorePages } from "@/settings/parts/more-pages";
import { PRIMARY_LINK } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { RowsSkeleton } from "@/ui/loaded";

/** The organization's campaigns, newest first. */
export function CampaignsPage() {
  const { mayWrite } = useWorkspace();
  const query = useCampaigns();
  const make = mayWrite && (
    <Link to="/campaigns/new" className={PRIMARY_LINK}>
      New campaign
    </Link>
  );
  const rows = query.data?.pages.flatMap((page) => page.campaigns);
  return (
    <CampaignsFrame title="Campaigns" actions={make}>
      {query.isPending && <RowsSkeleton label="Loading the campaigns" />}
      {query.isError && !rows && <Failure title="Couldn't load the campaigns" error={query.error} onRetry={() => void query.refetch()} />}
      {rows?.length === 0 && (
        <Empty icon={Megaphone} title="No campaigns yet" words="Send one text to many customers: from a file, or from your inbox. Who opted out is left out." />
      )}
      {rows && rows.length > 0 && (
        // eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari
        <ul role="list" aria-label="Campaigns" className="space-y-2">
          {rows.map((campaign) => (
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </ul>
      )}
      <MorePages list={query} />
    </CampaignsFrame>
  );
}

function Row({ campaign }: { campaign: Campaign }) {
  const zone = useWorkspace().me.tenant.timeZone;
  const at = campaign.startAt?.utc ?? campaign.startedAt ?? campaign.createdAt;
  return (
    <li className="relative rounded-lg border border-line bg-surface p-3 hover:bg-hover">
      <div className="flex items-center gap-2">
        <Link to={`/campaigns/${encodeURIComponent(campaign.id)}`} className="min-w-0 flex-1 truncate text-sm font-medium after:absolute after:inset-0">
          {campaign.name}
        </Link>
        <span className="rounded bg-accent-soft px-2 py-0.5 text-xs text-accent-text">{STATE_WORDS[campaign.state]}</span>
      </div>
      <p className="mt-1 line-clamp-1 text-sm text-ink-soft">{campaign.body}</p>
      <time dateTime={at} className="text-xs text-ink-soft">
        {fullTime(at, zone)}
      </time>
    </li>
  );
}
