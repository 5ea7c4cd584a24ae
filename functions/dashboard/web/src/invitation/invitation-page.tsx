import { useEffect, useState, type ReactNode } from "react";
import { useWatch } from "react-hook-form";
import { Link, useNavigate } from "react-router";
import type { InvitationOffer } from "@/api/account-types";
import { isProblem } from "@/api/problem";
import { openHub } from "@/api/public";
import { Entrance, ENTRANCE_LINK } from "@/entrance/entrance";
import { useLinkToken } from "@/entrance/link-token";
import { entranceSentence } from "@/entrance/sentences";
import { ROLE_WORDS } from "@/format/roles";
import { showAtField, useSchemaForm } from "@/forms/form";
import { filled, newPassword, z } from "@/forms/schema";
import { session, useSession } from "@/session/this-session";
import { BusyButton } from "@/ui/busy-button";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { PasswordField } from "@/ui/password-field";

/** Who invites to what; with a name and a password the invited person joins. */
export default function InvitationPage() {
  const { token } = useLinkToken();
  if (token === null) {
    return (
      <Dead>Open the link in the invitation mail again: without it this page does not know who you are.</Dead>
    );
  }
  return <Offered key={token} token={token} />;
}

const BACK = (
  <Link to="/" className={ENTRANCE_LINK}>
    Go to sign-in
  </Link>
);

const Dead = ({ children }: { children: ReactNode }) => (
  <Entrance title="Invitation" words="" foot={BACK}>
    <p role="alert" className="text-sm">
      {children}
    </p>
  </Entrance>
);

const EXPIRED =
  "This invitation has expired, was withdrawn, or was used before. Ask whoever invited you to send it again from Settings, People.";

function Offered({ token }: { token: string }) {
  const [offer, setOffer] = useState<InvitationOffer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    openHub.invitation(token).then(
      (answer) => isCurrent && setOffer(answer),
      (reason: unknown) => isCurrent && setError(reason),
    );
    return () => {
      isCurrent = false;
    };
  }, [token, round]);

  if (isProblem(error, "link_expired")) return <Dead>{EXPIRED}</Dead>;
  if (error !== null) {
    return (
      <Entrance title="Invitation" words="" foot={BACK}>
        <div className="space-y-4">
          <Notice tone="danger" role="alert">
            {entranceSentence(error)}
          </Notice>
          <Button
            onClick={() => {
              setError(null);
              setRound(round + 1);
            }}
          >
            Retry
          </Button>
        </div>
      </Entrance>
    );
  }
  if (offer === null) {
    return (
      <Entrance title="Invitation" words="One moment…">
        <div role="status" aria-label="Loading the invitation" className="space-y-4">
          <div className="skeleton h-10" />
          <div className="skeleton h-10" />
          <div className="skeleton h-10" />
        </div>
      </Entrance>
    );
  }
  return <Accept token={token} offer={offer} />;
}

const acceptance = z.object({ name: filled("Write your name"), password: newPassword });

function Accept({ token, offer }: { token: string; offer: InvitationOffer }) {
  const navigate = useNavigate();
  const state = useSession();
  const form = useSchemaForm(acceptance, { defaultValues: { name: "", password: "" } });
  const { errors, isSubmitting } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });
  const [error, setError] = useState<unknown>(null);
  const { name: role, may } = ROLE_WORDS[offer.role];

  const submit = form.handleSubmit(async (values) => {
    setError(null);
    try {
      await session.enter("/auth/invitation/accept", { token, ...values });
      await navigate("/inbox/open", { replace: true });
    } catch (reason) {
      if (!showAtField(form, reason, entranceSentence(reason), { weak_password: "password" })) setError(reason);
    }
  });

  if (isProblem(error, "link_expired")) return <Dead>{EXPIRED}</Dead>;
  return (
    <Entrance
      title={`Join ${offer.organization}`}
      words={`${offer.invitedBy} invites ${offer.email} as ${role}. ${may}`}
      foot={BACK}
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
        {state.status === "signed-in" && (
          <Notice tone="warning">{`You are signed in as ${state.user.name}. Joining signs you out of that account here.`}</Notice>
        )}
        {/* Password managers keep the password together with this. */}
        <input type="hidden" name="username" autoComplete="username" value={offer.email} />
        <TextField label="Your name" autoComplete="name" error={errors.name?.message} {...form.register("name")} />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          measured={password}
          error={errors.password?.message}
          {...form.register("password")}
        />
        {error !== null && (
          <Notice tone="danger" role="alert">
            {entranceSentence(error)}
          </Notice>
        )}
        <BusyButton type="submit" look="primary" isBusy={isSubmitting} busyWords="Joining…" className="h-10 w-full">
          Join
        </BusyButton>
      </form>
    </Entrance>
  );
}
