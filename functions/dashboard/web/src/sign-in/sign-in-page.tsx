import { LoaderCircle, MessageSquareText } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { ApiProblem, sentenceOf } from "@/api/problem";
import { session } from "@/session/this-session";
import { Button } from "@/ui/button";

const FIELD = "h-10 w-full rounded-md border border-line-strong bg-surface px-3 text-base";

function wordsFor(error: unknown): string {
  if (error instanceof ApiProblem && error.code === "invalid_credentials") {
    return "The email or the password is not right. Check both and try again.";
  }
  if (error instanceof ApiProblem && error.status === 429) {
    return "Too many tries. Wait a minute and try again.";
  }
  return sentenceOf(error);
}

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
      setProblem(wordsFor(error));
      setBusy(false);
    }
  }

  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <span className="flex size-12 items-center justify-center rounded-lg bg-accent text-accent-ink">
            <MessageSquareText aria-hidden="true" className="size-6" />
          </span>
          <h1 className="text-2xl font-semibold tracking-tight">Sign in to Hub</h1>
          <p className="text-sm text-ink-soft">
            {hasExpired ? "Your session has ended. Sign in to go on where you were." : "Texts of your business, in one inbox."}
          </p>
        </div>
        <form
          onSubmit={(event) => void submit(event)}
          className="space-y-4 rounded-lg border border-line bg-surface p-6"
        >
          <div>
            <label htmlFor="email" className="mb-1 block text-sm font-medium">
              Email
            </label>
            <input id="email" name="email" type="email" autoComplete="username" required className={FIELD} />
          </div>
          <div>
            <label htmlFor="password" className="mb-1 block text-sm font-medium">
              Password
            </label>
            <input
              id="password"
              name="password"
              type="password"
              autoComplete="current-password"
              required
              className={FIELD}
            />
          </div>
          {problem && (
            <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
              {problem}
            </p>
          )}
          <Button look="primary" type="submit" disabled={isBusy} className="h-10 w-full">
            {isBusy && <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />}
            {isBusy ? "Signing in…" : "Sign in"}
          </Button>
        </form>
      </div>
    </main>
  );
}
