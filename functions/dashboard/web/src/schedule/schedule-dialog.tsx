import { useState } from "react";
import { useWatch } from "react-hook-form";
import { sentenceOf } from "@/api/problem";
import { useNow } from "@/format/time";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { Count } from "@/inbox/composer/count";
import { BODY_LIMIT, lengthOf } from "@/inbox/composer/limit";
import { useWorkspace } from "@/live/workspace";
import { momentOf, presets } from "@/schedule/wall-time";
import { viewersTime, whenWords } from "@/schedule/words";
import { CheckChoice } from "@/ui/choice";
import { DialogForm } from "@/ui/dialog-form";
import { TextBox, TextField } from "@/ui/field";

const schema = z.object({
  message: z
    .string()
    .refine((text) => text.trim() !== "", "Write a message")
    .refine((text) => lengthOf(text) <= BODY_LIMIT, "Shorten it to 1,600 characters"),
  local: z.string().min(1, "Choose a date and a time"),
  cancelIfReplied: z.boolean(),
});

export type ScheduleValues = z.infer<typeof schema>;

interface Props {
  title: string;
  action: string;
  /** Without a time it is tomorrow morning. */
  initial: ScheduleValues;
  /** What it throws is shown; `words` may say more than the hub did. */
  onSubmit: (values: ScheduleValues) => Promise<void>;
  words?: (error: unknown) => string;
  onClose: () => void;
}

const tomorrow = (zone: string): string => presets(new Date(), zone)[1]?.sendAt.local ?? "";

/** A text and when it is sent, in the organization's zone. */
export function ScheduleDialog({ title, action, initial, onSubmit, words = sentenceOf, onClose }: Props) {
  const zone = useWorkspace().me.tenant.timeZone;
  const form = useSchemaForm(schema, { defaultValues: { ...initial, local: initial.local || tomorrow(zone) } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);
  const [message, local] = useWatch({ control: form.control, name: ["message", "local"] });

  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      await onSubmit({ ...values, message: values.message.trim() });
      onClose();
    } catch (error) {
      const sentence = words(error);
      const fields = { send_at_past: "local", send_at_too_far: "local", invalid_time: "local", message_empty: "message" } as const;
      if (!showAtField(form, error, sentence, fields)) setProblem(sentence);
    }
  });

  return (
    <DialogForm
      title={title}
      action={action}
      busyWords="Saving…"
      isBusy={isSubmitting}
      problem={problem}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <TextBox label="Message" rows={4} hint={message.trim() && <Count text={message} />} error={errors.message?.message} {...form.register("message")} />
      <TextField
        label="Date and time"
        type="datetime-local"
        hint={<TimeHint local={local} zone={zone} />}
        error={errors.local?.message}
        {...form.register("local")}
      />
      <div className="-mx-2">
        <CheckChoice label="Cancel if they reply" words="It is not sent if they text you before." {...form.register("cancelIfReplied")} />
      </div>
    </DialogForm>
  );
}

/** The zone that the time is in, and the viewer's own time where it is another. */
function TimeHint({ local, zone }: { local: string; zone: string }) {
  const now = useNow();
  const moment = momentOf(local, zone);
  const own = moment && viewersTime(moment, zone);
  return (
    <>
      {moment && `${whenWords(moment.toISOString(), now, zone)}, `}
      {`${zone.replaceAll("_", " ")} time`}
      {own && ` · ${own}`}
    </>
  );
}
