import { useMemo, useState } from "react";
import { useWatch } from "react-hook-form";
import { Link, Navigate } from "react-router";
import { Entrance, ENTRANCE_LINK } from "@/entrance/entrance";
import { entranceSentence } from "@/entrance/sentences";
import { countries, countryOf, hereZone, timeZones, zoneName } from "@/format/places";
import { showAtField, useSchemaForm } from "@/forms/form";
import { session, useSession } from "@/session/this-session";
import { signUp, type SignUp } from "@/sign-up/sign-up";
import { BusyButton } from "@/ui/busy-button";
import { SelectField, TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { PasswordField } from "@/ui/password-field";

/** Makes an organization and its first owner, and signs them in. */
export default function SignUpPage() {
  const { status } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useSchemaForm<SignUp>(signUp, {
    defaultValues: {
      organization: "",
      name: "",
      email: "",
      password: "",
      timeZone: hereZone(),
      defaultCountry: countryOf(navigator.languages),
    },
  });
  const { register, handleSubmit, control } = form;
  const { errors, isSubmitting } = form.formState;
  const password = useWatch({ control, name: "password" });
  const zones = useMemo(() => timeZones(hereZone()), []);
  const places = useMemo(() => countries(), []);
  if (status === "signed-in") return <Navigate to="/inbox/open" replace />;

  const submit = handleSubmit(async (values) => {
    setProblem(null);
    try {
      await session.enter("/auth/signup", values);
    } catch (error) {
      const sentence = entranceSentence(error);
      if (showAtField(form, error, sentence, { email_taken: "email", weak_password: "password" })) return;
      setProblem(sentence);
    }
  });

  return (
    <Entrance
      title="Create an account"
      words="For your business: one number, one inbox, everybody in it."
      size="wide"
      foot={
        <p>
          Already have one?{" "}
          <Link to="/" className={ENTRANCE_LINK}>
            Sign in
          </Link>
        </p>
      }
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
        <TextField
          label="Business name"
          autoComplete="organization"
          hint="Your team sees it, and customers when a text says who you are."
          error={errors.organization?.message}
          {...register("organization")}
        />
        <TextField label="Your name" autoComplete="name" error={errors.name?.message} {...register("name")} />
        <TextField label="Email" type="email" autoComplete="username" error={errors.email?.message} {...register("email")} />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          measured={password}
          error={errors.password?.message}
          {...register("password")}
        />
        <div className="grid gap-4 md:grid-cols-2">
          <SelectField label="Time zone" error={errors.timeZone?.message} {...register("timeZone")}>
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zoneName(zone)}
              </option>
            ))}
          </SelectField>
          <SelectField label="Country" error={errors.defaultCountry?.message} {...register("defaultCountry")}>
            {places.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        {errors.email?.type === "hub" && (
          <p className="text-sm">
            <Link to="/" className={ENTRANCE_LINK}>
              Sign in
            </Link>
            {" or "}
            <Link to="/reset" className={ENTRANCE_LINK}>
              reset the password
            </Link>
          </p>
        )}
        <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Creating…" className="h-10 w-full">
          Create account
        </BusyButton>
      </form>
    </Entrance>
  );
}
