import { useState, type SubmitEvent } from "react";
import { Link } from "react-router";
import { Entrance, ENTRANCE_LINK } from "@/entrance/entrance";
import { entranceSentence } from "@/entrance/sentences";
import { session } from "@/session/this-session";
import { BusyButton } from "@/ui/busy-button";
import { TextField } from "@/ui/field";

/** Part of the first load, so it does without the libraries of the longer forms. */
export function SignInPage({ hasExpired }: { hasExpired: boolean }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn(String(form.get("email")).trim(), String(form.get("password")));
    } catch (error) {
      setProblem(entranceSentence(error));
      setBusy(false);
    }
  }

  return (
    <Entrance
      title="Sign in to Hub"
      words={hasExpired ? "Your session has ended. Sign in to go on where you were." : "Texts of your business, in one inbox."}
      foot={
        <>
          <Link to="/reset" className={ENTRANCE_LINK}>
            Forgot your password?
          </Link>
          <p>
            New here?{" "}
            <Link to="/sign-up" className={ENTRANCE_LINK}>
              Create an account
            </Link>
          </p>
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} className="space-y-4">
        <TextField label="Email" name="email" type="email" autoComplete="username" required />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
        {problem && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {problem}
          </p>
        )}
        <BusyButton type="submit" look="primary" isBusy={isBusy} busyWords="Signing in…" className="h-10 w-full">
          Sign in
        </BusyButton>
      </form>
    </Entrance>
  );
}
