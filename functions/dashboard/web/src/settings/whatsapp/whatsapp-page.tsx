import { useState, type SubmitEvent } from "react";
import { ApiProblem, sentenceOf } from "@/api/problem";
import type { Template } from "@/api/types";
import { whatsapp } from "@/api/whatsapp";
import { labelOf } from "@/format/own-number";
import { formatPhone, useNumberFormats } from "@/format/phone";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { useWorkspace } from "@/live/workspace";
import { numberSentence } from "@/settings/numbers/sentences";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { useNumbers, useRefresh } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { TextField } from "@/ui/field";
import { Loaded, RowsSkeleton } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { notify } from "@/ui/notify";
import { TEMPLATES, useTemplates } from "@/whatsapp/templates";

/** The organization on WhatsApp: its senders, and the templates that may begin a conversation. */
export default function WhatsappPage() {
  const { isOwner } = useWorkspace();
  useNumberFormats();
  return (
    <SettingsPage title="WhatsApp">
      <OwnersNote what="setting up WhatsApp" />
      <Senders />
      {isOwner && <AddSender />}
      <Templates />
    </SettingsPage>
  );
}

function Senders() {
  return (
    <Section title="Senders" words="The numbers that customers write to on WhatsApp.">
      <Loaded query={useNumbers()} failed="Couldn't load the senders" skeleton={<RowsSkeleton label="Loading the senders" rows={1} />}>
        {(numbers) => {
          const senders = numbers.filter(({ channel }) => channel === "whatsapp");
          if (senders.length === 0) return <p className="text-sm text-ink-soft">No sender yet.</p>;
          return (
            // eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari
            <ul role="list" aria-label="Senders" className="divide-y divide-line">
              {senders.map((own) => (
                <li key={own.id} className="flex flex-wrap items-center gap-2 py-2 text-sm first:pt-0 last:pb-0">
                  <span data-numeric className="font-medium">
                    {formatPhone(own.number)}
                  </span>
                  <span className="text-ink-soft">{labelOf(own)}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Section>
  );
}

function AddSender() {
  const refresh = useRefresh();
  const [number, setNumber] = useState("");
  const [label, setLabel] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const add = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const own = await whatsapp.addSender(number.replace(/[^+\d]/g, ""), label.trim());
      notify.success(`${formatPhone(own.number)} was added`);
      setNumber("");
      setLabel("");
      await refresh(accountKeys.numbers, keys.me);
    } catch (error) {
      const isUnknown = error instanceof ApiProblem && error.code === "not_found";
      setProblem(isUnknown ? "Your Twilio account has no WhatsApp sender with this number." : `Couldn't add it: ${numberSentence(error)}`);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (number.trim() !== "" && !isBusy) void add();
  };
  return (
    <Section
      title="Add a sender"
      words="A WhatsApp sender that your Twilio account has already. The hub takes over what happens with its messages."
    >
      <form noValidate autoComplete="off" onSubmit={submit} className="space-y-4">
        <TextField
          label="Number of the sender"
          type="tel"
          placeholder="+12015550123"
          hint="With the country code, as Twilio shows it."
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
        <TextField label="Label (optional)" maxLength={60} value={label} onChange={(event) => setLabel(event.target.value)} />
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        <BusyButton type="submit" isBusy={isBusy} busyWords="Adding…">
          Add sender
        </BusyButton>
      </form>
    </Section>
  );
}

function Templates() {
  const { isOwner } = useWorkspace();
  const refresh = useRefresh();
  const [isBusy, setBusy] = useState(false);
  const sync = async () => {
    setBusy(true);
    try {
      const { templates } = await whatsapp.sync();
      await refresh(TEMPLATES);
      notify.success(templates === 1 ? "1 template is here" : `${templates} templates are here`);
    } catch (error) {
      notify.words(`Couldn't sync: ${sentenceOf(error)}`, { retry: () => void sync() });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title="Templates"
      words="Texts that Meta has approved. They are written and submitted in Twilio's Content Template Builder."
      actions={
        isOwner && (
          <BusyButton isBusy={isBusy} busyWords="Syncing…" onClick={() => void sync()}>
            Sync with Twilio
          </BusyButton>
        )
      }
    >
      <Loaded query={useTemplates()} failed="Couldn't load the templates" skeleton={<RowsSkeleton label="Loading the templates" rows={3} />}>
        {(templates) =>
          templates.length === 0 ? (
            <p className="text-sm text-ink-soft">No templates yet.</p>
          ) : (
            // eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari
            <ul role="list" aria-label="Templates" className="divide-y divide-line">
              {templates.map((template) => (
                <TemplateRow key={template.sid} template={template} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

const LOOKS: Record<string, string> = {
  approved: "bg-success-soft text-success",
  rejected: "bg-danger-soft text-danger",
};

function TemplateRow({ template: { name, language, status, body, rejectionReason } }: { template: Template }) {
  return (
    <li className="space-y-1 py-3 first:pt-0 last:pb-0">
      <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
        <span className="break-all">{name}</span>
        <span className="text-xs font-normal text-ink-soft">{language}</span>
        <span className={`rounded-full px-2 text-xs ${LOOKS[status] ?? "bg-warning-soft text-warning"}`}>{status}</span>
      </p>
      <p className="text-sm whitespace-pre-wrap text-ink-soft">{body || "It has no text, so it can't be sent from here."}</p>
      {rejectionReason && <p className="text-xs text-danger">{rejectionReason}</p>}
    </li>
  );
}
