import { useState } from "react";
import { useWatch } from "react-hook-form";
import { Link, useNavigate } from "react-router";
import { isProblem } from "@/api/problem";
import { openHub } from "@/api/public";
import { Entrance, ENTRANCE_LINK } from "@/entrance/entrance";
import { useLinkToken } from "@/entrance/link-token";
import { entranceSentence } from "@/entrance/sentences";
import { showAtField, useSchemaForm } from "@/forms/form";
import { email, newPassword, z } from "@/forms/schema";
import { session } from "@/session/this-session";
import { BusyButton } from "@/ui/busy-button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { PasswordField } from "@/ui/password-field";

/** Asks for a link, and with a link for the new password. */
export default function ResetPage() {
  const { token, forget } = useLinkToken();
  const [hasExpired, setExpired] = useState(false);
  if (token === null) return <Ask hasExpired={hasExpired} />;
  return (
    <Renew
      key={token}
      token={token}
      onExpired={() => {
        setExpired(true);
        forget();
      }}
    />
  );
}

const BACK = (
  <Link to="/" className={ENTRANCE_LINK}>
    Back to sign-in
  </Link>
);

const question = z.object({ email });

function Ask({ hasExpired }: { hasExpired: boolean }) {
  const form = useSchemaForm(question, { defaultValues: { email: "" } });
  const { errors, isSubmitting } = form.formState;
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async ({ email }) => {
    setProblem(null);
    try {
      await openHub.askForReset(email);
      setSentTo(email);
    } catch (error) {
      setProblem(entranceSentence(error));
    }
  });

  if (sentTo !== null) {
    return (
      <Entrance title="Look at your mail" words="" foot={BACK}>
        <p role="status" className="text-sm">
          If <strong>{sentTo}</strong> has an account here, a mail with a link is on its way. The link works for one hour.
          Nothing there after a few minutes? Look in the spam folder, then ask again.
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title="Reset your password" words="We mail you a link to choose a new one." foot={BACK}>
      <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
        {hasExpired && (
          <Notice tone="warning" role="alert">
            That link has expired or was used before. Ask for a new one.
          </Notice>
        )}
        <TextField label="Email" type="email" autoComplete="username" error={errors.email?.message} {...form.register("email")} />
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Sending…" className="h-10 w-full">
          Mail me a link
        </BusyButton>
      </form>
    </Entrance>
  );
}

const renewal = z.object({ password: newPassword });

function Renew({ token, onExpired }: { token: string; onExpired: () => void }) {
  const navigate = useNavigate();
  const form = useSchemaForm(renewal, { defaultValues: { password: "" } });
  const { errors, isSubmitting } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async ({ password }) => {
    setProblem(null);
    try {
      await session.enter("/auth/reset/confirm", { token, password });
      await navigate("/inbox/open", { replace: true });
    } catch (error) {
      if (isProblem(error, "link_expired")) return onExpired();
      const sentence = entranceSentence(error);
      if (!showAtField(form, error, sentence, { weak_password: "password" })) setProblem(sentence);
    }
  });

  return (
    <Entrance title="Choose a new password" words="Your other devices are signed out." foot={BACK}>
      <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
        <PasswordField
          label="New password"
          autoComplete="new-password"
          measured={password}
          error={errors.password?.message}
          {...form.register("password")}
        />
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Saving…" className="h-10 w-full">
          Save and sign in
        </BusyButton>
      </form>
    </Entrance>
  );
}
