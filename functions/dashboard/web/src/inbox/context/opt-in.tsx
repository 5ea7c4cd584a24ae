import { useState } from "react";
import { sentenceOf } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { showAtField, useSchemaForm } from "@/forms/form";
import { filled, z } from "@/forms/schema";
import { useConsent } from "@/inbox/context/consent-actions";
import { nameOf } from "@/inbox/conversations";
import { DialogForm } from "@/ui/dialog-form";
import { TextBox } from "@/ui/field";
import { notify } from "@/ui/notify";

const schema = z.object({ reason: filled("Write down how they agreed") });

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Takes an opt-in with its evidence. */
export function OptIn({ conversation, onClose }: Props) {
  const { optIn } = useConsent(conversation);
  const form = useSchemaForm(schema, { defaultValues: { reason: "" } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async ({ reason }) => {
    setProblem(null);
    try {
      await optIn(reason);
      notify.success(`${nameOf(conversation)} may be texted again`);
      onClose();
    } catch (error) {
      const sentence = sentenceOf(error);
      if (!showAtField(form, error, sentence)) setProblem(sentence);
    }
  });

  return (
    <DialogForm
      title={`Record an opt-in of ${nameOf(conversation)}`}
      action="Record opt-in"
      busyWords="Saving…"
      isBusy={isSubmitting}
      problem={problem}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <TextBox
        label="How they agreed"
        hint="When, where and in what words. It is kept as evidence, with your name."
        rows={3}
        maxLength={500}
        error={errors.reason?.message}
        {...form.register("reason")}
      />
    </DialogForm>
  );
}
