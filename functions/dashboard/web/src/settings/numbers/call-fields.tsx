import { Controller, useWatch, type UseFormReturn } from "react-hook-form";
import type { AfterHours, NumberVoice, OwnNumber, VoiceMode } from "@/api/account-types";
import { AFTER_HOURS, forwards, modesFor, rings, ringsTeam, VOICE_MODES, type NumberValues, type Sounding } from "@/settings/numbers/number-form";
import { TeamEditor } from "@/settings/numbers/team-editor";
import { Section } from "@/settings/parts/page";
import { CheckChoice, ChoiceGroup, RadioChoice } from "@/ui/choice";
import { TextBox, TextField } from "@/ui/field";

const GREETING_HINTS: Record<VoiceMode, string> = {
  greeting: "Empty: callers are thanked and asked to text instead.",
  forward: "Spoken before it rings.",
  voicemail: "Spoken before the words that lead to the beep.",
  ring: "Spoken before it rings.",
  assistant: "Spoken before the assistant answers.",
};

export const RING_ORDERS: Record<NumberVoice["ringOrder"], { label: string; words: string }> = {
  together: { label: "Together", words: "Everything rings at once. Who takes the call first has it." },
  sequential: { label: "One after the other", words: "Each rings for the time below, in the order of the list." },
};

export const SOUNDINGS: Record<Sounding, string> = { spoken: "Spoken", recorded: "Recorded" };

interface Props {
  form: UseFormReturn<NumberValues>;
  own: OwnNumber;
}

/** Who takes a call, by day and after hours, and what callers hear. */
export function CallFields({ form, own }: Props) {
  const { register, control, formState } = form;
  const { errors } = formState;
  const [mode, afterHours, takesMessages] = useWatch({ control, name: ["mode", "afterHours", "takesMessages"] });
  const isForwarded = forwards({ mode, afterHours });
  const isBox = mode === "voicemail" || afterHours === "voicemail" || takesMessages;
  return (
    <Section title="Calls">
      <ChoiceGroup legend="When somebody calls">
        {modesFor(own.voice.mode).map((choice) => (
          <RadioChoice key={choice} value={choice} {...VOICE_MODES[choice]} {...register("mode")} />
        ))}
      </ChoiceGroup>
      {ringsTeam({ mode }) && (
        <>
          <Controller
            control={control}
            name="team"
            render={({ field: { value, onChange } }) => (
              <TeamEditor
                team={value}
                onTeam={onChange}
                phoneError={(index) => errors.team?.[index]?.phone?.message}
                error={errors.team?.root?.message ?? errors.team?.message}
              />
            )}
          />
          <ChoiceGroup legend="In which order">
            {(Object.keys(RING_ORDERS) as NumberVoice["ringOrder"][]).map((order) => (
              <RadioChoice key={order} value={order} {...RING_ORDERS[order]} {...register("ringOrder")} />
            ))}
          </ChoiceGroup>
        </>
      )}
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
      {rings({ mode, afterHours }) && (
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
      <Words
        form={form}
        label="Greeting"
        how="greetingIs"
        words="greeting"
        url="greetingUrl"
        hint={`${GREETING_HINTS[mode]} The voice is chosen under Organization.`}
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
        <Words
          form={form}
          label="Words before the beep"
          how="messageGreetingIs"
          words="messageGreeting"
          url="messageGreetingUrl"
          hint="Empty: callers hear your name and are asked to leave a message."
        />
      )}
    </Section>
  );
}

interface WordsProps {
  form: UseFormReturn<NumberValues>;
  label: string;
  how: "greetingIs" | "messageGreetingIs";
  words: "greeting" | "messageGreeting";
  url: "greetingUrl" | "messageGreetingUrl";
  hint: string;
}

/** What callers hear: words for the carrier's voice, or the address of a recording. */
function Words({ form: { register, control, formState }, label, how, words, url, hint }: WordsProps) {
  const chosen = useWatch({ control, name: how });
  return (
    <div className="space-y-2">
      <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <legend className="float-left mr-4 text-sm font-medium">{label}</legend>
        {(Object.keys(SOUNDINGS) as Sounding[]).map((sounding) => (
          <label key={sounding} className="flex items-center gap-2 text-sm">
            <input type="radio" value={sounding} className="size-[18px] accent-accent" {...register(how)} />
            {SOUNDINGS[sounding]}
          </label>
        ))}
      </fieldset>
      {chosen === "spoken" ? (
        <TextBox label={`${label} (optional)`} isLabelHidden rows={3} hint={hint} error={formState.errors[words]?.message} {...register(words)} />
      ) : (
        <TextField
          label={`${label}: address of the recording`}
          isLabelHidden
          type="url"
          autoComplete="off"
          placeholder="https://files.example.com/hello.mp3"
          hint="An MP3 or WAV file that anybody can open with its https address."
          error={formState.errors[url]?.message}
          {...register(url)}
        />
      )}
    </div>
  );
}
