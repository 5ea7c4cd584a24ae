import { Hash } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { account } from "@/api/account";
import type { OwnNumber } from "@/api/account-types";
import { formatPhone, useNumberFormats } from "@/format/phone";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { useWorkspace } from "@/live/workspace";
import { Problems } from "@/settings/numbers/health-panel";
import { CapabilityMarks, StateMark } from "@/settings/numbers/marks";
import { isSameNumber } from "@/settings/numbers/number-form";
import { NumberForm } from "@/settings/numbers/number-settings";
import { Unfinished } from "@/settings/numbers/numbers-page";
import { numberSentence } from "@/settings/numbers/sentences";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { useHealth, useIntegrations, useNumbers, useRefresh } from "@/settings/queries";
import { Button, BUTTON_LINK } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { Loaded, RowsSkeleton } from "@/ui/loaded";
import { notify } from "@/ui/notify";

/** One number: how it is called, what answers it, how it is. */
export function NumberPage() {
  const { id = "" } = useParams();
  const numbers = useNumbers();
  useNumberFormats();
  const own = numbers.data?.find((number) => number.id === id);
  return (
    <SettingsPage title={own ? formatPhone(own.number) : "Number"} back="/settings/numbers">
      <Loaded query={numbers} failed="Couldn't load the number" skeleton={<RowsSkeleton label="Loading the number" rows={6} />}>
        {() => (own ? <Shown key={own.id} own={own} /> : <Gone />)}
      </Loaded>
    </SettingsPage>
  );
}

const Gone = () => (
  <div className="flex-1">
    <Empty
      icon={Hash}
      title="This number is not here"
      words="It may have been released by somebody else."
      action={
        <Link to="/settings/numbers" className={BUTTON_LINK}>
          All numbers
        </Link>
      }
    />
  </div>
);

function Shown({ own }: { own: OwnNumber }) {
  const { isOwner } = useWorkspace();
  const integrations = useIntegrations();
  const { data: health } = useHealth(isOwner && integrations.data?.twilio.status === "connected");
  const entry = health?.numbers.find(({ id }) => id === own.id);
  return (
    <>
      <OwnersNote what="setting up numbers" />
      <div className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
        <StateMark state={own.state} />
        <CapabilityMarks capabilities={own.capabilities} />
      </div>
      {own.state !== "active" && <Unfinished own={own} state={own.state} />}
      {isOwner && own.state === "active" && entry && !entry.healthy && <Problems entry={entry} />}
      <NumberForm own={own} />
      {isOwner && own.state === "active" && <Release own={own} />}
    </>
  );
}

function Release({ own: { id, number, channel } }: { own: OwnNumber }) {
  const isSender = channel === "whatsapp";
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const name = formatPhone(number);
  const release = async () => {
    try {
      await account.releaseNumber(id, number);
    } catch (error) {
      // It may be half released by now.
      void refresh(accountKeys.numbers, accountKeys.health);
      throw error;
    }
    await navigate("/settings/numbers");
    notify.success(`${name} was released`);
    await refresh(accountKeys.numbers, accountKeys.health, accountKeys.importable, keys.me);
  };
  return (
    <Section title="Release" words={isSender ? "The hub forgets the WhatsApp sender. It stays with your Twilio account." : "Gives the number back to Twilio. Somebody else may get it, and you can't have it back."}>
      <Button onClick={() => setAsking(true)}>Release this number</Button>
      {isAsking && (
        <Confirm
          title={`Release ${name}?`}
          words={
            <p>
              {isSender
                ? `WhatsApp messages to ${name} stop arriving at once. Conversations of the sender stay, but can't be answered from it.`
                : `Texts and calls to ${name} stop arriving at once, and the monthly charge ends. This is final. Conversations of the number stay, but can't be answered from it.`}
            </p>
          }
          action={isSender ? "Remove" : "Release for ever"}
          busyWords="Releasing…"
          isDanger
          isReady={isSameNumber(typed, number)}
          sentence={numberSentence}
          onConfirm={release}
          onClose={() => {
            setTyped("");
            setAsking(false);
          }}
        >
          <TextField
            label={`Type ${name} to confirm`}
            type="tel"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Confirm>
      )}
    </Section>
  );
}
