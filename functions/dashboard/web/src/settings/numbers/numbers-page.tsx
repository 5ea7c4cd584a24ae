import { ChevronRight, Hash, Plus } from "lucide-react";
import { Link } from "react-router";
import type { OwnNumber } from "@/api/account-types";
import { labelOf } from "@/format/own-number";
import { formatPhone, useNumberFormats } from "@/format/phone";
import { useWorkspace } from "@/live/workspace";
import { HealthPanel } from "@/settings/numbers/health-panel";
import { CapabilityMarks, StateMark, UNFINISHED } from "@/settings/numbers/marks";
import { useRepair } from "@/settings/numbers/repair";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { useIntegrations, useNumbers } from "@/settings/queries";
import { ChannelMark } from "@/whatsapp/channel-mark";
import { BusyButton } from "@/ui/busy-button";
import { BUTTON_LINK, PRIMARY_LINK } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded, RowsSkeleton } from "@/ui/loaded";

/** The numbers of the organization and how they are. */
export function NumbersPage() {
  const { isOwner } = useWorkspace();
  useNumberFormats();
  return (
    <SettingsPage
      title="Numbers"
      actions={
        isOwner && (
          <Link to="/settings/numbers/new" className={PRIMARY_LINK}>
            <Plus aria-hidden="true" className="size-4" />
            Get a number
          </Link>
        )
      }
    >
      <OwnersNote what="getting and setting up numbers" />
      <Loaded query={useNumbers()} failed="Couldn't load the numbers" skeleton={<RowsSkeleton label="Loading the numbers" rows={3} />}>
        {(numbers) => (numbers.length === 0 ? <NoNumbers /> : <Listed numbers={numbers} />)}
      </Loaded>
    </SettingsPage>
  );
}

function NoNumbers() {
  const { isOwner } = useWorkspace();
  const { data } = useIntegrations();
  const isConnected = data?.twilio.status === "connected";
  return (
    <div className="flex-1">
      <Empty
        icon={Hash}
        title="No number yet"
        words={isOwner ? "Customers text and call it; everybody here sees what comes in." : "An owner can get one here."}
        action={
          isOwner &&
          data && (
            <Link to={isConnected ? "/settings/numbers/new" : "/settings/integrations"} className={BUTTON_LINK}>
              {isConnected ? "Get your first number" : "Connect Twilio first"}
            </Link>
          )
        }
      />
    </div>
  );
}

function Listed({ numbers }: { numbers: OwnNumber[] }) {
  const { isOwner } = useWorkspace();
  const { data } = useIntegrations();
  return (
    <>
      <Section title="Your numbers">
        {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
        <ul role="list" aria-label="Numbers" className="-my-2 divide-y divide-line">
          {numbers.map((number) => (
            <NumberRow key={number.id} own={number} />
          ))}
        </ul>
      </Section>
      {isOwner && data?.twilio.status === "connected" && <HealthPanel />}
    </>
  );
}

function NumberRow({ own }: { own: OwnNumber }) {
  const { id, number, state, capabilities } = own;
  const label = labelOf(own);
  return (
    <li className="py-1">
      <Link to={`/settings/numbers/${encodeURIComponent(id)}`} className="-mx-2 flex items-center gap-3 rounded-md px-2 py-2 hover:bg-hover">
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <span data-numeric>{formatPhone(number)}</span>
            <StateMark state={state} />
            <ChannelMark channel={own.channel} />
          </span>
          <span className="mt-0.5 flex flex-wrap items-center gap-2 text-sm text-ink-soft">
            {label && <span className="truncate">{label}</span>}
            <CapabilityMarks capabilities={capabilities} />
          </span>
        </span>
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-soft" />
      </Link>
      {state !== "active" && <Unfinished own={own} state={state} />}
    </li>
  );
}

/** Why a number is not there yet or not gone yet, and what ends it. */
export function Unfinished({ own, state }: { own: OwnNumber; state: keyof typeof UNFINISHED }) {
  const { isOwner } = useWorkspace();
  const { isRepairing, repair } = useRepair(own);
  return (
    <div className="mb-2 flex flex-wrap items-center gap-3 text-sm text-ink-soft">
      <p className="min-w-48 flex-1">{UNFINISHED[state].words}</p>
      {isOwner && (
        <BusyButton isBusy={isRepairing} busyWords="Repairing…" aria-label={`Finish ${formatPhone(own.number)}`} onClick={() => void repair()}>
          Repair
        </BusyButton>
      )}
    </div>
  );
}
