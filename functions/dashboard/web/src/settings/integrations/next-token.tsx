import { useState } from "react";
import { account } from "@/api/account";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { authToken, twilioSentence } from "@/settings/integrations/credentials";
import { useKeepTwilio } from "@/settings/queries";
import { DialogForm } from "@/ui/dialog-form";
import { TextField } from "@/ui/field";
import { notify } from "@/ui/notify";

const schema = z.object({ authToken });

/** A rotation without a gap: Twilio signs with either token until the new one is promoted, and the hub accepts both. */
export function NextToken({ onClose }: { onClose: () => void }) {
  const keep = useKeepTwilio();
  const form = useSchemaForm(schema, { defaultValues: { authToken: "" } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async ({ authToken }) => {
    setProblem(null);
    try {
      keep(await account.addNextToken(authToken));
      notify.success("Both tokens are accepted now");
      onClose();
    } catch (error) {
      const sentence = twilioSentence(error);
      if (!showAtField(form, error, sentence, { wrong_credentials: "authToken" })) setProblem(sentence);
    }
  });

  return (
    <DialogForm
      title="Change the auth token"
      action="Add the token"
      busyWords="Asking Twilio…"
      isBusy={isSubmitting}
      problem={problem}
      autoComplete="off"
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <ol className="list-decimal space-y-2 pl-5 text-sm">
        <li>
          In Twilio's console open <strong>Account</strong>, then <strong>API keys &amp; tokens</strong>, and choose <strong>Request a secondary token</strong>.
        </li>
        <li>Copy the secondary token, paste it here and add it. From then on the hub accepts both.</li>
        <li>
          Go back to Twilio's console and choose <strong>Promote to primary</strong>. The old token ends; the hub notices and goes on with the new one.
        </li>
      </ol>
      <TextField
        label="Secondary auth token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        error={errors.authToken?.message}
        {...form.register("authToken")}
      />
    </DialogForm>
  );
}
