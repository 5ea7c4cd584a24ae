import { lazy, Suspense } from "react";
import { BrowserRouter } from "react-router";
import { Unreachable } from "@/api/problem";
import { session, useSession } from "@/session/this-session";
import { SignInPage } from "@/sign-in/sign-in-page";
import { Failure } from "@/ui/failure";
import { HintProvider } from "@/ui/hint";

const Toasts = lazy(async () => ({ default: (await import("@/ui/toasts")).Toasts }));
const SignedIn = lazy(() => import("@/frame/signed-in"));

/** Chooses between the sign-in page and the dashboard. The address stays as it is, so signing in leads back to it. */
export function App() {
  return (
    <HintProvider>
      <BrowserRouter>
        <Screen />
      </BrowserRouter>
      <Suspense>
        <Toasts />
      </Suspense>
    </HintProvider>
  );
}

function Screen() {
  const state = useSession();
  switch (state.status) {
    case "starting":
      return <div aria-busy="true" className="h-dvh" />;
    case "signed-out":
      return <SignInPage hasExpired={state.expired} />;
    case "unreachable":
      return (
        <main className="h-dvh">
          <Failure title="Can't start" error={new Unreachable()} onRetry={() => void session.resume()} />
        </main>
      );
    case "signed-in":
      return (
        <Suspense fallback={<div aria-busy="true" className="h-dvh" />}>
          <SignedIn key={state.user.id} user={state.user} />
        </Suspense>
      );
  }
}
