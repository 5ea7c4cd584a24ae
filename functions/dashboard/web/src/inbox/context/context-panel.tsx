import { Copy } from "lucide-react";
import { lazy, Suspense, type ReactNode } from "react";
import type { Conversation } from "@/api/types";
import { labelOf } from "@/format/own-number";
import { formatPhone } from "@/format/phone";
import { fullTime } from "@/format/time";
import { AssigneeMenu } from "@/inbox/context/assignee-menu";
import { ContactName } from "@/inbox/context/contact-name";
import { useWorkspace } from "@/live/workspace";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { notify } from "@/ui/notify";

const ConsentDetails = lazy(async () => ({ default: (await import("@/inbox/context/consent-details")).ConsentDetails }));
const TheirData = lazy(async () => ({ default: (await import("@/inbox/context/their-data")).TheirData }));

/** Who this is, whether they may be texted, and whose conversation it is. */
export function ContextPanel({ conversation }: { conversation: Conversation }) {
  const { me, mayWrite } = useWorkspace();
  const { contactName, theirAddress, ourNumber, createdAt } = conversation;
  const own = me.numbers.find(({ number, channel }) => number === ourNumber && channel === conversation.channel);
  return (
    <div className="p-4">
      <div className="flex flex-col items-center gap-2 pt-4 pb-5 text-center">
        <Avatar name={contactName} seed={theirAddress} size="lg" />
        <ContactName conversation={conversation} />
      </div>
      <dl className="space-y-4 border-t border-line pt-4 text-sm">
        <Fact name="Number">
          <span className="flex items-center justify-between">
            {formatPhone(theirAddress)}
            <IconButton label="Copy number" onClick={() => void copy(theirAddress)}>
              <Copy aria-hidden="true" className="size-4" />
            </IconButton>
          </span>
        </Fact>
        <Fact name="Texts">
          <Consent conversation={conversation} />
          <Suspense>
            <ConsentDetails conversation={conversation} />
          </Suspense>
        </Fact>
        <Fact name="Assigned to">
          <AssigneeMenu conversation={conversation} look="full" />
        </Fact>
        <Fact name="Your number">
          {formatPhone(ourNumber)}
          {own && labelOf(own) && <span className="text-ink-soft">{` · ${labelOf(own)}`}</span>}
        </Fact>
        <Fact name="First contact">{fullTime(createdAt, me.tenant.timeZone)}</Fact>
        {mayWrite && (
          <Fact name="Everything they left">
            <Suspense>
              <TheirData conversation={conversation} />
            </Suspense>
          </Fact>
        )}
      </dl>
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt className="mb-0.5 text-xs text-ink-soft">{name}</dt>
    <dd>{children}</dd>
  </div>
);

function Consent({ conversation: { optedOut, optOutSuspected } }: { conversation: Conversation }) {
  if (optedOut) return <span className="text-danger">Opted out. They can text START to hear from you again.</span>;
  if (optOutSuspected) return <span className="text-warning">Not opted out, but they may have asked to.</span>;
  return <span className="text-success">May be texted</span>;
}

async function copy(number: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(number);
    notify.success(`Copied ${number}`);
  } catch {
    notify.words(`Couldn't copy: the browser did not allow it. The number is ${number}.`);
  }
}
