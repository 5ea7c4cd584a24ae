import { Controller } from "react-hook-form";
import { account } from "@/api/account";
import type { Settings } from "@/api/account-types";
import { useWorkspace } from "@/live/workspace";
import { z } from "@/forms/schema";
import { clockWords, hoursSchema, weekWords } from "@/settings/hours/hours";
import { Clock, HoursEditor } from "@/settings/hours/hours-editor";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { useKeepSettings, useSettings } from "@/settings/queries";
import type { FieldWords } from "@/settings/versioned/conflict-dialog";
import { useVersionedForm } from "@/settings/versioned/use-versioned-form";
import { VersionedForm } from "@/settings/versioned/versioned-form";
import { CheckChoice } from "@/ui/choice";
import { Loaded, RowsSkeleton } from "@/ui/loaded";

const schema = z.object({
  businessHours: hoursSchema,
  quietHours: z.object({ enabled: z.boolean(), from: z.string(), to: z.string() }).refine(
    ({ enabled, from, to }) => !enabled || from !== to,
    "Quiet hours have to end at another time than they begin",
  ),
});

type OpeningTimes = z.infer<typeof schema>;

const timesOf = ({ businessHours, quietHours }: Settings): OpeningTimes => ({ businessHours, quietHours });
const patchOf = (changed: Partial<OpeningTimes>) => changed;

const WORDS: FieldWords<OpeningTimes> = {
  businessHours: { label: "Business hours", read: (hours) => weekWords(hours).join("\n") },
  quietHours: {
    label: "Quiet hours",
    read: ({ enabled, from, to }) => (enabled ? `${clockWords(from)} to ${clockWords(to)}` : "off"),
  },
};

export function HoursPage() {
  return (
    <SettingsPage title="Hours">
      <OwnersNote what="changing the hours" />
      <Loaded query={useSettings()} failed="Couldn't load the hours" skeleton={<RowsSkeleton label="Loading the hours" rows={7} />}>
        {(settings) => <HoursForm settings={settings} />}
      </Loaded>
    </SettingsPage>
  );
}

function HoursForm({ settings }: { settings: Settings }) {
  const { me } = useWorkspace();
  const keep = useKeepSettings();
  const versioned = useVersionedForm({
    record: settings,
    schema,
    valuesOf: timesOf,
    patchOf,
    send: account.changeSettings,
    keep,
    saved: "Hours saved",
    failed: "Couldn't save the hours",
  });
  const { control } = versioned.form;
  return (
    <VersionedForm label="Hours" versioned={versioned} words={WORDS}>
      <Section title="Business hours" words={`Local time of ${me.tenant.name}. A number can have hours of its own.`}>
        <Controller
          control={control}
          name="businessHours"
          render={({ field }) => <HoursEditor hours={field.value} onHours={field.onChange} />}
        />
      </Section>
      <Section title="Quiet hours" words="Nothing is sent by itself in this time: campaigns and reminders wait until it ends. People of your team can still text.">
        <Controller
          control={control}
          name="quietHours"
          render={({ field: { value, onChange }, fieldState: { error } }) => (
            <div>
              <div className="-mx-2">
                <CheckChoice
                  label="Keep quiet hours"
                  checked={value.enabled}
                  onChange={(event) => onChange({ ...value, enabled: event.target.checked })}
                />
              </div>
              <div className="mt-2 flex items-center gap-2">
                <Clock label="Quiet from" value={value.from} onValue={(from) => onChange({ ...value, from })} />
                <span className="text-sm text-ink-soft">to</span>
                <Clock label="Quiet until" value={value.to} onValue={(to) => onChange({ ...value, to })} />
                <span className="text-sm text-ink-soft">{value.to < value.from && "the next day"}</span>
              </div>
              {error?.message && (
                <p role="alert" className="mt-1 text-sm text-danger">
                  {error.message}
                </p>
              )}
            </div>
          )}
        />
      </Section>
    </VersionedForm>
  );
}
