import { useState } from "react";
import { account } from "@/api/account";
import { showAtField, useSchemaForm } from "@/forms/form";
import { credentialsOf, credentialsSchema, NO_CREDENTIALS, twilioSentence, type Credentials } from "@/settings/integrations/credentials";
import { useKeepTwilio } from "@/settings/queries";
import { BusyButton } from "@/ui/busy-button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { notify } from "@/ui/notify";

interface Props {
  /** Known from before when credentials are replaced. */
  accountSid: string;
  action: string;
  onDone?: () => void;
}

const SECRET = { type: "password", autoComplete: "off", spellCheck: false } as const;

/** Takes credentials; they are tried before they are kept, and never shown again. */
export function ConnectTwilio({ accountSid, action, onDone }: Props) {
  const keep = useKeepTwilio();
  const form = useSchemaForm<Credentials>(credentialsSchema, { defaultValues: { ...NO_CREDENTIALS, accountSid } });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      keep(await account.connectTwilio(credentialsOf(values)));
      form.reset({ ...NO_CREDENTIALS });
      notify.success("Twilio is connected");
      onDone?.();
    } catch (error) {
      const sentence = twilioSentence(error);
      if (!showAtField(form, error, sentence)) setProblem(sentence);
    }
  });

  return (
    <form noValidate aria-label="Twilio credentials" autoComplete="off" onSubmit={(event) => void submit(event)} className="space-y-4">
      <TextField
        label="Account SID"
        autoComplete="off"
        spellCheck={false}
        placeholder="AC…"
        error={errors.accountSid?.message}
        {...form.register("accountSid")}
      />
      <TextField
        label="Auth token"
        {...SECRET}
        hint="Encrypted at once and never shown again, not even to you."
        error={errors.authToken?.message}
        {...form.register("authToken")}
      />
      <details className="rounded-md border border-line p-3" open={errors.apiKeySid || errors.apiKeySecret ? true : undefined}>
        <summary className="cursor-pointer text-sm font-medium">API key (optional)</summary>
        <p className="mt-2 text-xs text-ink-soft">
          The hub needs one for calls in the browser. With one, texts go out with the key instead of the auth token. Made in Twilio's console under API keys
          &amp; tokens, as a standard key.
        </p>
        <div className="mt-3 grid gap-4 md:grid-cols-2">
          <TextField
            label="API key SID"
            autoComplete="off"
            spellCheck={false}
            placeholder="SK…"
            error={errors.apiKeySid?.message}
            {...form.register("apiKeySid")}
          />
          <TextField label="API key secret" {...SECRET} error={errors.apiKeySecret?.message} {...form.register("apiKeySecret")} />
        </div>
      </details>
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Asking Twilio…">
        {action}
      </BusyButton>
    </form>
  );
}
