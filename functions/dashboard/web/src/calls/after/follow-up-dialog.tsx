import { useState } from "react";
import { useWatch } from "react-hook-form";
import { calls, FOLLOW_UP_LENGTH } from "@/api/calls";
import { sentenceOf } from "@/api/problem";
import type { Call } from "@/api/types";
import { formatPhone } from "@/format/phone";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { classes } from "@/ui/classes";
import { DialogForm } from "@/ui/dialog-form";
import { TextBox } from "@/ui/field";
import { notify } from "@/ui/notify";

const lengthOf = (text: string): number => [...text.trim()].length;

const schema = z.object({
  message: z
    .string()
    .refine((text) => lengthOf(text) > 0, "Write a text")
    .refine((text) => lengthOf(text) <= FOLLOW_UP_LENGTH, `At most ${FOLLOW_UP_LENGTH} characters`),
});

interface Props {
  call: Call;
  name: string;
  onClose: () => void;
}

/** Texts the customer of a call, from the number of the call. */
export function FollowUpDialog({ call, name, onClose }: Props) {
  const form = useSchemaForm(schema, { defaultValues: { message: "" } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);
  const length = lengthOf(useWatch({ control: form.control, name: "message" }));
  // A repeat of the same text after a lost answer must not send it twice.
  const [attempt, setAttempt] = useState({ text: "", key: "" });
  const submit = form.handleSubmit(async ({ message }) => {
    setProblem(null);
    const present = attempt.text === message ? attempt : { text: message, key: crypto.randomUUID() };
    setAttempt(present);
    try {
      await calls.followUp(call.id, message.trim(), present.key);
      notify.success("The text is on its way");
      onClose();
    } catch (error) {
      const sentence = sentenceOf(error);
      if (!showAtField(form, error, sentence)) setProblem(sentence);
    }
  });
  const isOver = length > FOLLOW_UP_LENGTH;
  return (
    <DialogForm
      title={`Text ${name}`}
      action="Send"
      busyWords="Sending…"
      isBusy={isSubmitting}
      problem={problem}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <TextBox
        label="Message"
        rows={4}
        error={errors.message?.message}
        hint={
          <span className="flex flex-wrap justify-between gap-x-4">
            <span>{`From ${formatPhone(call.ourNumber)}. No follow-up goes out at night, and one in an hour.`}</span>
            <span data-numeric aria-label={`${length} of ${FOLLOW_UP_LENGTH} characters`} className={classes(isOver && "font-medium text-danger")}>
              {`${length}/${FOLLOW_UP_LENGTH}`}
            </span>
          </span>
        }
        {...form.register("message")}
      />
    </DialogForm>
  );
}
