import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { hub } from "@/api/hub";
import { sentenceOf } from "@/api/problem";
import type { ContactCard, Conversation } from "@/api/types";
import { contactIdOf } from "@/format/contact-id";
import { formatPhone } from "@/format/phone";
import { fullTime } from "@/format/time";
import { wordsOf } from "@/inbox/context/consent-words";
import { keys } from "@/live/cache";
import { useWorkspace } from "@/live/workspace";
import { keepFile } from "@/settings/audit/keep-file";
import { notify } from "@/ui/notify";

const OptOut = lazy(async () => ({ default: (await import("@/inbox/context/opt-out")).OptOut }));
const OptIn = lazy(async () => ({ default: (await import("@/inbox/context/opt-in")).OptIn }));

const LINK = "inline-flex items-center gap-1 rounded text-xs font-medium text-accent-text underline-offset-2 hover:underline";

/** How a customer's consent came about, and what a person can do about it. */
export function ConsentDetails({ conversation }: { conversation: Conversation }) {
  const { mayWrite } = useWorkspace();
  const id = contactIdOf(conversation.theirAddress);
  const { data: card, error, refetch } = useQuery({
    queryKey: keys.contact(id),
    queryFn: ({ signal }) => hub.contact(id, signal),
    staleTime: Infinity,
  });
  if (error) {
    return (
      <p role="alert" className="mt-1 text-xs text-danger">
        {`Couldn't load the history: ${sentenceOf(error)} `}
        <button type="button" className={LINK} onClick={() => void refetch()}>
          Retry
        </button>
      </p>
    );
  }
  if (!card) return <p className="mt-1 text-xs text-ink-soft">Loading the history…</p>;
  return (
    <>
      {mayWrite && <Choices card={card} conversation={conversation} />}
      <History card={card} />
      {mayWrite && card.history.length > 0 && <Evidence id={id} />}
    </>
  );
}

function Choices({ card, conversation }: { card: ContactCard; conversation: Conversation }) {
  const [asked, setAsked] = useState<"out" | "in" | null>(null);
  const { optedOut, carrierBlock } = card.consent[conversation.channel];
  const close = () => setAsked(null);
  return (
    <div className="mt-1">
      {!optedOut && (
        <button type="button" className={LINK} onClick={() => setAsked("out")}>
          Opt out this customer
        </button>
      )}
      {optedOut && carrierBlock && (
        <p className="text-xs text-ink-soft">
          {`Twilio blocks texts to them too. Only they can lift that: by texting START to ${formatPhone(carrierBlock)}.`}
        </p>
      )}
      {optedOut && !carrierBlock && (
        <button type="button" className={LINK} onClick={() => setAsked("in")}>
          Record an opt-in
        </button>
      )}
      <Suspense>
        {asked === "out" && <OptOut conversation={conversation} onClose={close} />}
        {asked === "in" && <OptIn conversation={conversation} onClose={close} />}
      </Suspense>
    </div>
  );
}

function History({ card }: { card: ContactCard }) {
  const { me } = useWorkspace();
  if (card.history.length === 0) return <p className="mt-1 text-xs text-ink-soft">They never opted out or in.</p>;
  return (
    <ol aria-label="Consent history" className="mt-2 space-y-2 border-l-2 border-line pl-3 text-xs">
      {card.history.map((entry) => (
        <li key={entry.hash}>
          <span className="break-words">{wordsOf(entry, me.team)}</span>
          <time dateTime={entry.at} className="block text-ink-soft">
            {fullTime(entry.at, me.tenant.timeZone)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function Evidence({ id }: { id: string }) {
  const [busy, setBusy] = useState(false);
  const save = async (format: "csv" | "json") => {
    setBusy(true);
    try {
      keepFile(await hub.evidence(id, format), `consent-${id.replace("con_", "")}.${format}`);
      notify.success("Evidence downloaded");
    } catch (error) {
      notify.problem("Couldn't download", error, () => void save(format));
    } finally {
      setBusy(false);
    }
  };
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <button type="button" className={LINK} disabled={busy} onClick={() => void save("csv")}>
        <Download aria-hidden="true" className="size-3.5" />
        Download evidence
      </button>
      <button type="button" className={LINK} disabled={busy} aria-label="Download evidence as JSON" onClick={() => void save("json")}>
        as JSON
      </button>
    </p>
  );
}
