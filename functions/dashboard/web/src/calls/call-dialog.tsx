import { useState } from "react";
import { calls } from "@/api/calls";
import { sentenceOf } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { nameOf } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { phoneText } from "@/settings/parts/phone";
import { DialogForm } from "@/ui/dialog-form";
import { TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

const schema = z.object({ phone: phoneText });

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Calls a customer through the person's own phone, from the number that the customer knows. */
export function CallDialog({ conversation, onClose }: Props) {
  const { me } = useWorkspace();
  const storedAs = `hub.phone.${me.user.id}`;
  const form = useSchemaForm(schema, { defaultValues: { phone: localStorage.getItem(storedAs) ?? "" } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);
  const name = nameOf(conversation);
  const submit = form.handleSubmit(async ({ phone }) => {
    setProblem(null);
    try {
      await calls.initiate(conversation.theirAddress, conversation.ourNumber, e164Of(phone) ?? phone);
      localStorage.setItem(storedAs, phone);
      notify.success("Your phone rings in a moment");
      onClose();
    } catch (error) {
      const sentence = sentenceOf(error);
      if (!showAtField(form, error, sentence, { invalid_number: "phone" })) setProblem(sentence);
    }
  });
  return (
    <DialogForm
      title={`Call ${name}`}
      action="Call"
      busyWords="Calling…"
      isBusy={isSubmitting}
      problem={problem}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <p className="text-sm text-ink-soft">
        {`Your own phone rings first. When you answer, ${name} is called, and sees ${formatPhone(conversation.ourNumber)}.`}
      </p>
      <TextField label="Your phone" type="tel" autoComplete="tel" placeholder="(201) 555-0123" error={errors.phone?.message} {...form.register("phone")} />
    </DialogForm>
  );
}
