import { useState } from "react";
import { useWatch } from "react-hook-form";
import type { TransferRequest } from "@/api/softphone";
import { e164Of } from "@/format/e164";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { useWorkspace } from "@/live/workspace";
import { PHONE_WANTED } from "@/settings/parts/phone";
import { wordsOf, type PhoneCall } from "@/softphone/phone-call";
import type { Softphone } from "@/softphone/softphone";
import { nameOfCall } from "@/softphone/words";
import { ChoiceGroup, RadioChoice } from "@/ui/choice";
import { DialogForm } from "@/ui/dialog-form";
import { SelectField, TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

const REASON_LONGEST = 200;

const schema = z
  .object({
    whom: z.enum(["person", "phone"]),
    userId: z.string(),
    phone: z.string().trim(),
    kind: z.enum(["warm", "blind"]),
    reason: z.string().trim().max(REASON_LONGEST, `At most ${REASON_LONGEST} characters`),
  })
  .superRefine(({ whom, userId, phone }, context) => {
    if (whom === "person" && userId === "") context.addIssue({ code: "custom", path: ["userId"], message: "Choose a person" });
    if (whom === "phone" && e164Of(phone) === null) context.addIssue({ code: "custom", path: ["phone"], message: PHONE_WANTED });
  });

interface Props {
  phone: Softphone;
  call: PhoneCall;
  onClose: () => void;
}

/** Hands a call over to somebody of the team or to a phone: after a word with them, or at once. */
export function TransferDialog({ phone, call, onClose }: Props) {
  const { me } = useWorkspace();
  const others = me.team.filter(({ id, role }) => id !== me.user.id && role !== "readonly");
  const form = useSchemaForm<z.infer<typeof schema>>(schema, {
    defaultValues: { whom: others.length > 0 ? "person" : "phone", userId: others[0]?.id ?? "", phone: "", kind: "warm", reason: "" },
  });
  const { register, control, formState } = form;
  const { errors, isSubmitting } = formState;
  const [problem, setProblem] = useState<string | null>(null);
  const whom = useWatch({ control, name: "whom" });
  const name = nameOfCall(call);
  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    const isPerson = values.whom === "person";
    const wanted: TransferRequest = {
      kind: values.kind,
      userId: isPerson ? values.userId : null,
      phone: isPerson ? null : (e164Of(values.phone) ?? values.phone),
      reason: values.reason || null,
    };
    try {
      await phone.transfer(call.id, wanted);
      if (values.kind === "blind") notify.success("The call is being transferred");
      onClose();
    } catch (error) {
      const sentence = wordsOf(error);
      if (!showAtField(form, error, sentence, { invalid_number: "phone" })) setProblem(sentence);
    }
  });
  return (
    <DialogForm
      title={`Transfer ${name}`}
      action="Transfer"
      busyWords="Transferring…"
      isBusy={isSubmitting}
      problem={problem}
      autoComplete="off"
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <ChoiceGroup legend="To whom">
        {others.length > 0 && <RadioChoice value="person" label="Somebody of the team" {...register("whom")} />}
        <RadioChoice value="phone" label="A phone" {...register("whom")} />
      </ChoiceGroup>
      {whom === "person" ? (
        <SelectField label="Person" error={errors.userId?.message} {...register("userId")}>
          {others.map(({ id, name: person }) => (
            <option key={id} value={id}>
              {person}
            </option>
          ))}
        </SelectField>
      ) : (
        <TextField label="Phone" type="tel" placeholder="(201) 555-0123" error={errors.phone?.message} {...register("phone")} />
      )}
      <ChoiceGroup legend="How">
        <RadioChoice value="warm" label="Talk first" words={`${name} waits on hold while you talk with them. Then you complete it, or take the call back.`} {...register("kind")} />
        <RadioChoice value="blind" label="At once" words="Their phone rings, and you are out of the call." {...register("kind")} />
      </ChoiceGroup>
      <TextField label="Reason (optional)" maxLength={REASON_LONGEST} hint="Stands with the call, for whoever takes it." error={errors.reason?.message} {...register("reason")} />
    </DialogForm>
  );
}
