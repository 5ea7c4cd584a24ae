import { useMemo } from "react";
import { account } from "@/api/account";
import type { Settings } from "@/api/account-types";
import { countries, timeZones, zoneName } from "@/format/places";
import {
  COPIES,
  organizationOf,
  organizationPatch,
  organizationSchema,
  RECORDING,
  voiceName,
  VOICES,
  type Organization,
} from "@/settings/organization/organization";
import { OwnersNote, Section, SettingsPage } from "@/settings/parts/page";
import { useKeepSettings, useSettings } from "@/settings/queries";
import type { FieldWords } from "@/settings/versioned/conflict-dialog";
import { useVersionedForm } from "@/settings/versioned/use-versioned-form";
import { VersionedForm } from "@/settings/versioned/versioned-form";
import { ChoiceGroup, RadioChoice } from "@/ui/choice";
import { SelectField, TextField } from "@/ui/field";
import { Loaded, RowsSkeleton } from "@/ui/loaded";

export function OrganizationPage() {
  return (
    <SettingsPage title="Organization">
      <OwnersNote what="changing the settings" />
      <Loaded query={useSettings()} failed="Couldn't load the settings" skeleton={<RowsSkeleton label="Loading the settings" rows={6} />}>
        {(settings) => <OrganizationForm settings={settings} />}
      </Loaded>
    </SettingsPage>
  );
}

const WORDS: FieldWords<Organization> = {
  name: { label: "Name", read: String },
  timeZone: { label: "Time zone", read: zoneName },
  defaultCountry: { label: "Country", read: (code) => countries().find((country) => country.code === code)?.name ?? code },
  recordingPolicy: { label: "Recording", read: (policy) => RECORDING[policy].label },
  recordingsAtCarrier: { label: "Twilio's copy of a recording", read: (copies) => COPIES[copies].label },
  recordingsKeptDays: { label: "Keep recordings for days", read: (days) => days || "Always" },
  voice: { label: "Voice", read: voiceName },
  alertNumber: { label: "Alert number", read: String },
};

const patchOf = (changed: Partial<Organization>) => organizationPatch(changed);

function OrganizationForm({ settings }: { settings: Settings }) {
  const keep = useKeepSettings();
  const versioned = useVersionedForm({
    record: settings,
    schema: organizationSchema,
    valuesOf: organizationOf,
    patchOf,
    send: account.changeSettings,
    keep,
    saved: "Settings saved",
    failed: "Couldn't save the settings",
  });
  const { register, formState } = versioned.form;
  const { errors } = formState;
  const places = useMemo(() => countries(), []);
  const zones = useMemo(() => timeZones(settings.timeZone), [settings.timeZone]);
  const voices = VOICES.some(({ id }) => id === settings.voice) ? VOICES : [{ id: settings.voice, label: settings.voice }, ...VOICES];
  return (
    <VersionedForm label="Organization" versioned={versioned} words={WORDS}>
      <Section title="Business" words="What your team and your customers know you by.">
        <TextField label="Name" autoComplete="off" error={errors.name?.message} {...register("name")} />
        <SelectField
          label="Time zone"
          hint="Opening hours, quiet hours and every time in the dashboard are told in it."
          error={errors.timeZone?.message}
          {...register("timeZone")}
        >
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zoneName(zone)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Country"
          hint="Numbers written without a country code are read as numbers of this country."
          error={errors.defaultCountry?.message}
          {...register("defaultCountry")}
        >
          {places.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
      </Section>
      <Section title="Calls">
        <ChoiceGroup legend="Recording">
          {(["off", "announce", "require_keypress"] as const).map((policy) => (
            <RadioChoice key={policy} value={policy} {...RECORDING[policy]} {...register("recordingPolicy")} />
          ))}
        </ChoiceGroup>
        <ChoiceGroup legend="Twilio's copy of a recording">
          {(["keep", "delete"] as const).map((copies) => (
            <RadioChoice key={copies} value={copies} {...COPIES[copies]} {...register("recordingsAtCarrier")} />
          ))}
        </ChoiceGroup>
        <TextField
          label="Keep recordings for days"
          inputMode="numeric"
          autoComplete="off"
          hint="After so many days a recording is removed here, and the words of a voicemail with it. Empty: they are kept."
          error={errors.recordingsKeptDays?.message}
          {...register("recordingsKeptDays")}
        />
        <SelectField label="Voice" hint="Speaks greetings and announcements." error={errors.voice?.message} {...register("voice")}>
          {voices.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SelectField>
      </Section>
      <Section title="Alerts">
        <TextField
          label="Alert number"
          type="tel"
          autoComplete="off"
          hint="Who is told of urgent things by text. Empty: nobody."
          error={errors.alertNumber?.message}
          {...register("alertNumber")}
        />
      </Section>
    </VersionedForm>
  );
}
