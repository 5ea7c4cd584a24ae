import { useState } from "react";
import { useWatch } from "react-hook-form";
import { account } from "@/api/account";
import { isProblem } from "@/api/problem";
import { entranceSentence } from "@/entrance/sentences";
import { ROLE_WORDS } from "@/format/roles";
import { showAtField, useSchemaForm } from "@/forms/form";
import { useWorkspace } from "@/live/workspace";
import { session } from "@/session/this-session";
import { passwordChange, type PasswordChange } from "@/settings/me/password";
import { Section, SettingsPage } from "@/settings/parts/page";
import { BusyButton } from "@/ui/busy-button";
import { Notice } from "@/ui/notice";
import { notify } from "@/ui/notify";
import { PasswordField } from "@/ui/password-field";

const EMPTY: PasswordChange = { current: "", password: "" };

const sentenceFor = (error: unknown): string =>
  isProblem(error, "wrong_password") ? "This is not the password you use now." : entranceSentence(error);

/** What belongs to the person rather than to the organization. */
export function AccountPage() {
  const { user } = useWorkspace().me;
  const { name, may } = ROLE_WORDS[user.role];
  return (
    <SettingsPage title="My account">
      <Section title={user.name} words={user.email}>
        <p className="text-sm">
          <strong>{name}.</strong> {may}
        </p>
      </Section>
      <ChangePassword email={user.email} />
    </SettingsPage>
  );
}

function ChangePassword({ email }: { email: string }) {
  const form = useSchemaForm<PasswordChange>(passwordChange, { defaultValues: EMPTY });
  const { errors, isSubmitting } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });
  const [problem, setProblem] = useState<string | null>(null);

  const submit = form.handleSubmit(async ({ current, password }) => {
    setProblem(null);
    try {
      session.replace(await account.changePassword(current, password));
      form.reset(EMPTY);
      notify.success("Password changed");
    } catch (error) {
      const sentence = sentenceFor(error);
      if (!showAtField(form, error, sentence, { wrong_password: "current", weak_password: "password" })) setProblem(sentence);
    }
  });

  return (
    <Section title="Change password" words="Your other devices are signed out; this one stays.">
      <form noValidate aria-label="Change password" onSubmit={(event) => void submit(event)} className="space-y-4">
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <PasswordField
          label="Password now"
          autoComplete="current-password"
          error={errors.current?.message}
          {...form.register("current")}
        />
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
        <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Changing…">
          Change password
        </BusyButton>
      </form>
    </Section>
  );
}
