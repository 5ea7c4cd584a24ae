import { useState } from "react";
import { account } from "@/api/account";
import { ROLE_WORDS, ROLES } from "@/format/roles";
import { showAtField, useSchemaForm } from "@/forms/form";
import { email, z } from "@/forms/schema";
import { accountKeys } from "@/live/account-events";
import { peopleSentence } from "@/settings/people/sentences";
import { useRefresh } from "@/settings/queries";
import { ChoiceGroup, RadioChoice } from "@/ui/choice";
import { DialogForm } from "@/ui/dialog-form";
import { TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

const invitation = z.object({ email, role: z.enum(["owner", "agent", "readonly"]) });
type Invited = z.infer<typeof invitation>;

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const refresh = useRefresh();
  const form = useSchemaForm<Invited>(invitation, { defaultValues: { email: "", role: "agent" } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async ({ email, role }) => {
    setProblem(null);
    try {
      await account.invite(email, role);
      await refresh(accountKeys.people);
      notify.success(`Invitation mailed to ${email}`);
      onClose();
    } catch (error) {
      const sentence = peopleSentence(error);
      if (!showAtField(form, error, sentence, { email_taken: "email" })) setProblem(sentence);
    }
  });

  return (
    <DialogForm
      title="Invite a person"
      action="Send invitation"
      busyWords="Sending…"
      isBusy={isSubmitting}
      problem={problem}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <TextField
        label="Email"
        type="email"
        autoComplete="off"
        hint="They get a link that works for seven days."
        error={errors.email?.message}
        {...form.register("email")}
      />
      <ChoiceGroup legend="Role">
        {[...ROLES].reverse().map((role) => (
          <RadioChoice key={role} value={role} label={ROLE_WORDS[role].name} words={ROLE_WORDS[role].may} {...form.register("role")} />
        ))}
      </ChoiceGroup>
    </DialogForm>
  );
}
