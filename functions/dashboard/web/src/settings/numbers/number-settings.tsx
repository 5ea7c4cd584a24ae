import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { Controller, useWatch } from "react-hook-form";
import { account } from "@/api/account";
import type { AfterHours, Hours, NumberPatch, OptOutHandling, OwnNumber, VoiceMode } from "@/api/account-types";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { weekWords } from "@/settings/hours/hours";
import { HoursEditor } from "@/settings/hours/hours-editor";
import { AFTER_HOURS, forwards, modesFor, numberPatch, numberSchema, numberValuesOf, OPT_OUT, VOICE_MODES, type NumberValues } from "@/settings/numbers/number-form";
import { Section } from "@/settings/parts/page";
import { useSettings } from "@/settings/queries";
import type { FieldWords } from "@/settings/versioned/conflict-dialog";
import { useVersionedForm } from "@/settings/versioned/use-versioned-form";
import { VersionedForm } from "@/settings/versioned/versioned-form";
import { CheckChoice, ChoiceGroup, RadioChoice } from "@/ui/choice";
import { TextBox, TextField } from "@/ui/field";

const WORDS: FieldWords<NumberValues> = {
  label: { label: "Label", read: String },
  optOutHandling: { label: "Opt-outs", read: (handling) => OPT_OUT[handling].label },
  businessHours: { label: "Hours", read: (hours) => (hours ? weekWords(hours).join("\n") : "as the organization") },
  mode: { label: "Calls", read: (mode) => VOICE_MODES[mode].label },
  forwardTo: { label: "Forward to", read: String },
  ringSeconds: { label: "Ring for", read: (seconds) => `${seconds} seconds` },
  greeting: { label: "Greeting", read: String },
  afterHours: { label: "After hours", read: (choice) => AFTER_HOURS[choice].label },
  takesMessages: { label: "Messages of callers", read: (isOn) => (isOn ? "taken" : "not taken") },
  messageGreeting: { label: "Words before the beep", read: String },
  transcribe: { label: "Transcripts", read: (isOn) => (isOn ? "written" : "not written") },
  pace: { label: "Texts per second", read: (pace) => pace || "as usual for its kind" },
};

const GREETING_HINTS: Record<VoiceMode, string> = {
  greeting: "Empty: callers are thanked and asked to text instead.",
  forward: "Spoken before it rings.",
  voicemail: "Spoken before the words that lead to the beep.",
  ring: "Spoken before it rings.",
  assistant: "Spoken before the assistant answers.",
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
  const [mode, afterHours, takesMessages] = useWatch({ control, name: ["mode", "afterHours", "takesMessages"] });
  const isForwarded = forwards({ mode, afterHours });
  const isBox = mode === "voicemail" || afterHours === "voicemail" || takesMessages;
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
      <Section title="Calls">
        <ChoiceGroup legend="When somebody calls">
          {modesFor(own.voice.mode).map((choice) => (
            <RadioChoice key={choice} value={choice} {...VOICE_MODES[choice]} {...register("mode")} />
          ))}
        </ChoiceGroup>
        <ChoiceGroup legend="Outside business hours">
          {(Object.keys(AFTER_HOURS) as AfterHours[]).map((choice) => (
            <RadioChoice key={choice} value={choice} {...AFTER_HOURS[choice]} {...register("afterHours")} />
          ))}
        </ChoiceGroup>
        {isForwarded && (
          <TextField
            label="Forward to"
            type="tel"
            autoComplete="off"
            placeholder="(201) 555-0123"
            error={errors.forwardTo?.message}
            {...register("forwardTo")}
          />
        )}
        {isForwarded && (
          <TextField
            label="Ring for (seconds)"
            type="number"
            inputMode="numeric"
            min={5}
            max={60}
            error={errors.ringSeconds?.message}
            {...register("ringSeconds", { valueAsNumber: true })}
          />
        )}
        <TextBox
          label="Greeting (optional)"
          rows={3}
          hint={`${GREETING_HINTS[mode]} The voice is chosen under Organization.`}
          error={errors.greeting?.message}
          {...register("greeting")}
        />
        <div className="-mx-2">
          <CheckChoice label="Take a message when nobody answers" words="Otherwise callers hear that nobody is there." {...register("takesMessages")} />
          {isBox && (
            <CheckChoice
              label="Write messages down"
              words="The carrier turns them into text, in English only and for a price."
              {...register("transcribe")}
            />
          )}
        </div>
        {isBox && (
          <TextBox
            label="Words before the beep (optional)"
            rows={2}
            hint="Empty: callers hear your name and are asked to leave a message."
            error={errors.messageGreeting?.message}
            {...register("messageGreeting")}
          />
        )}
      </Section>
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
