import { useWatch } from "react-hook-form";
import { account } from "@/api/account";
import type { Settings } from "@/api/account-types";
import { Count } from "@/inbox/composer/count";
import { missingIn, previewOf, repliesOf, repliesPatch, repliesSchema, type Replies } from "@/settings/messages/replies";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { useKeepSettings, useSettings } from "@/settings/queries";
import type { FieldWords } from "@/settings/versioned/conflict-dialog";
import { useVersionedForm } from "@/settings/versioned/use-versioned-form";
import { VersionedForm } from "@/settings/versioned/versioned-form";
import { TextBox, TextField } from "@/ui/field";
import { Loaded, RowsSkeleton } from "@/ui/loaded";

export function MessagesPage() {
  return (
    <SettingsPage title="Messages">
      <OwnersNote what="changing the replies" />
      <Loaded query={useSettings()} failed="Couldn't load the replies" skeleton={<RowsSkeleton label="Loading the replies" rows={5} />}>
        {(settings) => <RepliesForm settings={settings} />}
      </Loaded>
    </SettingsPage>
  );
}

const WORDS: FieldWords<Replies> = {
  stop: { label: "Reply to STOP", read: String },
  start: { label: "Reply to START", read: String },
  help: { label: "Reply to HELP", read: String },
  afterHours: { label: "Reply after hours", read: String },
  missedCall: { label: "Text after a missed call", read: String },
  supportPhone: { label: "Support phone", read: String },
  supportEmail: { label: "Support email", read: String },
};

const KEYWORDS = [
  { field: "stop", when: "They opt out: this is the last text they get until they text START." },
  { field: "start", when: "They opt in again." },
  { field: "help", when: "They ask who you are. Say your business name and how to reach you." },
] as const;

function RepliesForm({ settings }: { settings: Settings }) {
  const keep = useKeepSettings();
  const versioned = useVersionedForm({
    record: settings,
    schema: repliesSchema,
    valuesOf: repliesOf,
    patchOf: repliesPatch,
    send: account.changeSettings,
    keep,
    saved: "Replies saved",
    failed: "Couldn't save the replies",
  });
  const { register, control, formState } = versioned.form;
  const { errors } = formState;
  const typed = useWatch({ control }) as Replies;
  return (
    <VersionedForm label="Messages" versioned={versioned} words={WORDS}>
      <Section
        title="Replies to keywords"
        words="Sent by itself when a whole text is one of these words. {phone} and {email} stand for the contact details below."
      >
        {KEYWORDS.map(({ field, when }) => (
          <div key={field}>
            <TextBox label={WORDS[field].label} rows={3} hint={when} error={errors[field]?.message} {...register(field)} />
            <Preview text={typed[field]} typed={typed} />
          </div>
        ))}
      </Section>
      <Section
        title="When nobody is there"
        words="Sent by itself to a text outside your business hours, or to a caller whom nobody answered; to each customer at most one in four hours. Leave it empty to send nothing."
      >
        <TextBox
          label={WORDS.afterHours.label}
          rows={3}
          placeholder="Thanks for your text. We are closed now and answer when we open."
          error={errors.afterHours?.message}
          {...register("afterHours")}
        />
        <TextBox
          label={WORDS.missedCall.label}
          rows={3}
          placeholder="Sorry that we missed your call. How can we help?"
          error={errors.missedCall?.message}
          {...register("missedCall")}
        />
      </Section>
      <Section title="Contact details" words="Where customers reach a person.">
        <TextField
          label="Support phone"
          type="tel"
          autoComplete="off"
          error={errors.supportPhone?.message}
          {...register("supportPhone")}
        />
        <TextField
          label="Support email"
          type="email"
          autoComplete="off"
          error={errors.supportEmail?.message}
          {...register("supportEmail")}
        />
      </Section>
    </VersionedForm>
  );
}

function Preview({ text, typed }: { text: string; typed: Replies }) {
  const preview = previewOf(text, typed);
  const missing = missingIn(text, typed);
  if (preview === "") return null;
  return (
    <div className="mt-2">
      <p className="w-fit max-w-full rounded-lg bg-theirs px-3 py-2 text-sm break-words whitespace-pre-line">
        <span className="sr-only">Customers read: </span>
        {preview}
      </p>
      <p className="mt-1 text-xs text-ink-soft">
        <Count text={preview} />
      </p>
      {missing && <p className="mt-1 text-xs text-warning">{missing}</p>}
    </div>
  );
}
