import { useState } from "react";
import { account } from "@/api/account";
import { ROLE_WORDS, ROLES } from "@/format/roles";
import { showAtField, useSchemaForm } from "@/forms/form";
import { email, z } from "@/forms/schema";
import { accountKeys } from "@/live/account-events";
import { peopleSentence } from "@/settings/people/sentences";
import { useRefresh } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { ChoiceGroup, RadioChoice } from "@/ui/choice";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
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
    <Dialog title="Invite a person" onClose={onClose}>
      <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4 p-4">
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
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Sending…">
            Send invitation
          </BusyButton>
        </div>
      </form>
    </Dialog>
  );
}
