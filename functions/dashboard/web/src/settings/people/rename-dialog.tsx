import { useState } from "react";
import { account } from "@/api/account";
import type { User } from "@/api/types";
import { showAtField, useSchemaForm } from "@/forms/form";
import { filled, z } from "@/forms/schema";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { peopleSentence } from "@/settings/people/sentences";
import { useRefresh } from "@/settings/queries";
import { DialogForm } from "@/ui/dialog-form";
import { TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

const schema = z.object({ name: filled("Write a name") });

export function RenameDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const refresh = useRefresh();
  const form = useSchemaForm(schema, { defaultValues: { name: user.name } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async ({ name }) => {
    setProblem(null);
    if (name === user.name) return onClose();
    try {
      await account.changePerson(user.id, { name });
      await refresh(accountKeys.people, keys.me);
      notify.success(`${user.name} is now called ${name}`);
      onClose();
    } catch (error) {
      const sentence = peopleSentence(error);
      if (!showAtField(form, error, sentence)) setProblem(sentence);
    }
  });

  return (
    <DialogForm
      title={`Rename ${user.name}`}
      action="Rename"
      busyWords="Saving…"
      isBusy={isSubmitting}
      problem={problem}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <TextField
        label="Name"
        autoComplete="off"
        hint={`What the team sees. ${user.email} still signs in.`}
        error={errors.name?.message}
        {...form.register("name")}
      />
    </DialogForm>
  );
}
