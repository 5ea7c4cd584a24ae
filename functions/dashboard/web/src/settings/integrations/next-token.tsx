import { useState } from "react";
import { account } from "@/api/account";
import { showAtField, useSchemaForm } from "@/forms/form";
import { z } from "@/forms/schema";
import { authToken, twilioSentence } from "@/settings/integrations/credentials";
import { useKeepTwilio } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
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
    <Dialog title="Change the auth token" onClose={onClose}>
      <form noValidate autoComplete="off" onSubmit={(event) => void submit(event)} className="space-y-4 p-4">
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
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Asking Twilio…">
            Add the token
          </BusyButton>
        </div>
      </form>
    </Dialog>
  );
}
