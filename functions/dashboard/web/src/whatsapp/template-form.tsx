import { useRef, useState, type SubmitEvent } from "react";
import { hub } from "@/api/hub";
import { sentenceOf } from "@/api/problem";
import type { Conversation, Template } from "@/api/types";
import { BusyButton } from "@/ui/busy-button";
import { SelectField, TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { fill, isFilled, type Values } from "@/whatsapp/fill";
import { useTemplates } from "@/whatsapp/templates";

interface Props {
  conversation: Conversation;
  /** Why nothing else can be sent. */
  why: string;
}

/** Sends an approved template: a field for each gap, and the text as the customer will read it. */
export function TemplateForm({ conversation, why }: Props) {
  const { data, error, refetch } = useTemplates();
  const approved = data?.filter(({ isSendable }) => isSendable);
  return (
    <section aria-label="Send a template" className="max-h-[60%] shrink-0 overflow-y-auto border-t border-line bg-canvas px-3 py-3 md:px-4">
      <div className="mx-auto max-w-3xl space-y-3">
        <p role="note" className="text-sm">
          {why}
        </p>
        {error && (
          <p role="alert" className="text-sm text-danger">
            {`Couldn't load the templates: ${sentenceOf(error)} `}
            <button type="button" className="underline underline-offset-2" onClick={() => void refetch()}>
              Retry
            </button>
          </p>
        )}
        {!data && !error && <p className="text-sm text-ink-soft">Loading the templates…</p>}
        {approved?.length === 0 && (
          <p className="text-sm text-ink-soft">No template is approved yet. An owner can sync them under Settings, WhatsApp.</p>
        )}
        {approved && approved.length > 0 && <Choice conversation={conversation} templates={approved} />}
      </div>
    </section>
  );
}

function Choice({ conversation, templates }: { conversation: Conversation; templates: Template[] }) {
  const [sid, setSid] = useState(templates[0]?.sid ?? "");
  const template = templates.find((each) => each.sid === sid) ?? templates[0];
  if (!template) return null;
  return (
    <>
      <SelectField label="Template" value={template.sid} onChange={(event) => setSid(event.target.value)}>
        {templates.map((each) => (
          <option key={each.sid} value={each.sid}>
            {`${each.name} (${each.language})`}
          </option>
        ))}
      </SelectField>
      <Filling key={template.sid} conversation={conversation} template={template} />
    </>
  );
}

function Filling({ conversation, template }: { conversation: Conversation; template: Template }) {
  const [values, setValues] = useState<Values>({});
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const last = useRef({ fingerprint: "", clientId: "" });
  const isReady = isFilled(template, values);
  const send = async () => {
    const variables = Object.fromEntries(template.variables.map(({ name }) => [name, (values[name] ?? "").trim()]));
    const fingerprint = JSON.stringify(variables);
    // The same words again after a lost answer are the same message.
    if (last.current.fingerprint !== fingerprint) last.current = { fingerprint, clientId: crypto.randomUUID() };
    setBusy(true);
    setProblem(null);
    try {
      const { theirAddress: to, ourNumber: from } = conversation;
      const { clientId } = last.current;
      await hub.send({ to, from, message: "", channel: "whatsapp", template: { sid: template.sid, variables }, clientId });
      last.current = { fingerprint: "", clientId: "" };
      setValues({});
    } catch (error) {
      setProblem(`Couldn't send: ${sentenceOf(error)}`);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isReady && !isBusy) void send();
  };
  return (
    <form noValidate autoComplete="off" onSubmit={submit} className="space-y-3">
      {template.variables.map(({ name, example }) => (
        <TextField
          key={name}
          label={`Variable ${name}`}
          hint={example ? `For example: ${example}` : undefined}
          maxLength={500}
          value={values[name] ?? ""}
          onChange={(event) => setValues({ ...values, [name]: event.target.value })}
        />
      ))}
      <div>
        <p className="mb-1 text-sm font-medium">Preview</p>
        <p data-testid="template-preview" className="rounded-md border border-line bg-surface px-3 py-2 text-sm whitespace-pre-wrap">
          {fill(template.body, values)}
        </p>
      </div>
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <div className="flex items-center justify-end gap-3">
        {!isReady && <p className="text-sm text-ink-soft">Fill in every variable first.</p>}
        <BusyButton type="submit" look="primary" isBusy={isBusy} busyWords="Sending…" aria-disabled={!isReady}>
          Send template
        </BusyButton>
      </div>
    </form>
  );
}
