import { useState } from "react";
import { useWatch } from "react-hook-form";
import { calls } from "@/api/calls";
import { sentenceOf } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { e164Of } from "@/format/e164";
import { formatPhone } from "@/format/phone";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { nameOf } from "@/inbox/conversations";
import { useWorkspace } from "@/live/workspace";
import { PHONE_WANTED } from "@/settings/parts/phone";
import { openDialer, useWish } from "@/softphone/wish";
import { ChoiceGroup, RadioChoice } from "@/ui/choice";
import { DialogForm } from "@/ui/dialog-form";
import { TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

const schema = z.object({ where: z.enum(["browser", "phone"]), phone: z.string().trim() }).superRefine(({ where, phone }, context) => {
  if (where === "phone" && e164Of(phone) === null) context.addIssue({ code: "custom", path: ["phone"], message: PHONE_WANTED });
});

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Calls a customer from this browser or through the person's own phone, from the number that the customer knows. */
export function CallDialog({ conversation, onClose }: Props) {
  const { me } = useWorkspace();
  const { isOn } = useWish();
  const storedAs = `hub.phone.${me.user.id}`;
  const form = useSchemaForm<z.infer<typeof schema>>(schema, {
    defaultValues: { where: isOn ? "browser" : "phone", phone: localStorage.getItem(storedAs) ?? "" },
  });
  const { errors, isSubmitting } = form.formState;
  const where = useWatch({ control: form.control, name: "where" });
  const [problem, setProblem] = useState<string | null>(null);
  const name = nameOf(conversation);
  const { theirAddress, ourNumber } = conversation;
  const submit = form.handleSubmit(async (chosen) => {
    setProblem(null);
    if (chosen.where === "browser") {
      onClose();
      openDialer({ to: theirAddress, from: ourNumber, isUrgent: true });
      return;
    }
    try {
      await calls.initiate(theirAddress, ourNumber, e164Of(chosen.phone) ?? chosen.phone);
      localStorage.setItem(storedAs, chosen.phone);
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
      <ChoiceGroup legend="From where">
        <RadioChoice value="browser" label="In this browser" words={isOn ? "With its microphone." : "Calls are off in this browser: they are switched on first."} {...form.register("where")} />
        <RadioChoice value="phone" label="My phone" words={`It rings first. When you answer, ${name} is called.`} {...form.register("where")} />
      </ChoiceGroup>
      {where === "phone" && (
        <TextField label="Your phone" type="tel" autoComplete="tel" placeholder="(201) 555-0123" error={errors.phone?.message} {...form.register("phone")} />
      )}
      <p className="text-sm text-ink-soft">{`${name} sees ${formatPhone(ourNumber)}.`}</p>
    </DialogForm>
  );
}
