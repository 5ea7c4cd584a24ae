import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { Controller, useWatch, type UseFormReturn } from "react-hook-form";
import { account } from "@/api/account";
import type { Hours, NumberPatch, OptOutHandling, OwnNumber } from "@/api/account-types";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { weekWords } from "@/settings/hours/hours";
import { HoursEditor } from "@/settings/hours/hours-editor";
import { CallFields, RING_ORDERS, SOUNDINGS } from "@/settings/numbers/call-fields";
import { CallWay } from "@/settings/numbers/call-way";
import { AFTER_HOURS, numberPatch, numberSchema, numberValuesOf, OPT_OUT, VOICE_MODES, voiceOf, type NumberValues } from "@/settings/numbers/number-form";
import { Section } from "@/settings/parts/page";
import { useSettings } from "@/settings/queries";
import type { FieldWords } from "@/settings/versioned/conflict-dialog";
import { useVersionedForm } from "@/settings/versioned/use-versioned-form";
import { VersionedForm } from "@/settings/versioned/versioned-form";
import { ChoiceGroup, RadioChoice } from "@/ui/choice";
import { TextField } from "@/ui/field";

const WORDS: FieldWords<NumberValues> = {
  label: { label: "Label", read: String },
  optOutHandling: { label: "Opt-outs", read: (handling) => OPT_OUT[handling].label },
  businessHours: { label: "Hours", read: (hours) => (hours ? weekWords(hours).join("\n") : "as the organization") },
  mode: { label: "Calls", read: (mode) => VOICE_MODES[mode].label },
  forwardTo: { label: "Forward to", read: String },
  ringSeconds: { label: "Ring for", read: (seconds) => `${seconds} seconds` },
  ringOrder: { label: "Order", read: (order) => RING_ORDERS[order].label },
  team: { label: "Who is rung", read: (team) => (team.length === 0 ? "everybody" : `${team.length} people`) },
  greetingIs: { label: "Kind of greeting", read: (how) => SOUNDINGS[how] },
  greeting: { label: "Greeting", read: String },
  greetingUrl: { label: "Recorded greeting", read: String },
  afterHours: { label: "After hours", read: (choice) => AFTER_HOURS[choice].label },
  takesMessages: { label: "Messages of callers", read: (isOn) => (isOn ? "taken" : "not taken") },
  messageGreetingIs: { label: "Kind of words before the beep", read: (how) => SOUNDINGS[how] },
  messageGreeting: { label: "Words before the beep", read: String },
  messageGreetingUrl: { label: "Recorded words before the beep", read: String },
  transcribe: { label: "Transcripts", read: (isOn) => (isOn ? "written" : "not written") },
  pace: { label: "Texts per second", read: (pace) => pace || "as usual for its kind" },
};

const CLOSED: Hours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };

/** What can be set up about a number, in one form. */
export function NumberForm({ own }: { own: OwnNumber }) {
  const client = useQueryClient();
  const { id } = own;
  const send = useCallback((version: number, patch: NumberPatch) => account.changeNumber(id, version, patch), [id]);
  const versioned = useVersionedForm({
    record: own,
    schema: numberSchema,
    valuesOf: numberValuesOf,
    patchOf: (changed, all) => numberPatch(changed, all, own.voice),
    send,
    keep: (saved) => {
      client.setQueryData<OwnNumber[]>(accountKeys.numbers, (held) => held?.map((number) => (number.id === saved.id ? saved : number)));
      void client.invalidateQueries({ queryKey: keys.me });
    },
    saved: "Number saved",
    failed: "Couldn't save the number",
  });
  const { register, control, formState } = versioned.form;
  const { errors } = formState;
  const settings = useSettings();
  return (
    <VersionedForm label="Number" versioned={versioned} words={WORDS}>
      <Section title="For your team">
        <TextField
          label="Label"
          autoComplete="off"
          hint="What your team calls it. Customers don't see it."
          error={errors.label?.message}
          {...register("label")}
        />
      </Section>
      <CallFields form={versioned.form} own={own} />
      <Way form={versioned.form} own={own} />
      <Section title="Business hours">
        <Controller
          control={control}
          name="businessHours"
          render={({ field: { value, onChange, name } }) => (
            <>
              <ChoiceGroup legend="Which hours">
                <RadioChoice
                  name={`${name}-whose`}
                  label="As the organization"
                  words={settings.data && <span className="whitespace-pre-line">{weekWords(settings.data.businessHours).join("\n")}</span>}
                  checked={value === null}
                  onChange={() => onChange(null)}
                />
                <RadioChoice
                  name={`${name}-whose`}
                  label="Hours of its own"
                  checked={value !== null}
                  onChange={() => onChange(settings.data?.businessHours ?? CLOSED)}
                />
              </ChoiceGroup>
              {value !== null && <HoursEditor hours={value} onHours={onChange} />}
            </>
          )}
        />
      </Section>
      <Section title="Pace" words="How fast texts leave this number. A longer burst waits its turn, so that the carrier neither drops nor filters it.">
        <TextField
          label="Texts per second (optional)"
          inputMode="decimal"
          autoComplete="off"
          placeholder="As usual for its kind"
          hint="Empty: what Twilio gives this kind of number: 1 for a local number, 3 for a toll-free one, 10 for a short code. Raise it only if Twilio granted more. A long text counts as several."
          error={errors.pace?.message}
          {...register("pace")}
        />
      </Section>
      <Section title="Opt-outs" words="Who answers when a customer texts STOP. Either way nobody is texted after a STOP.">
        <ChoiceGroup legend="STOP, START and HELP">
          {(Object.keys(OPT_OUT) as OptOutHandling[]).map((choice) => (
            <RadioChoice key={choice} value={choice} {...OPT_OUT[choice]} {...register("optOutHandling")} />
          ))}
        </ChoiceGroup>
      </Section>
    </VersionedForm>
  );
}

/** The picture of the form as it stands, saved or not. */
function Way({ form, own }: { form: UseFormReturn<NumberValues>; own: OwnNumber }) {
  const values = useWatch({ control: form.control }) as NumberValues;
  return <CallWay voice={voiceOf(values, own.voice)} hours={values.businessHours} />;
}
