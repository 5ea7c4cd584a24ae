import { lazy, Suspense } from "react";
import { BrowserRouter, useLocation } from "react-router";
import { Unreachable } from "@/api/problem";
import { session, useSession } from "@/session/this-session";
import { SignInPage } from "@/sign-in/sign-in-page";
import { Failure } from "@/ui/failure";
import { HintProvider } from "@/ui/hint";

const Toasts = lazy(async () => ({ default: (await import("@/ui/toasts")).Toasts }));
const SignedIn = lazy(() => import("@/frame/signed-in"));

/** Pages that do not need a session, by their address. */
const PUBLIC = {
  "/sign-up": lazy(() => import("@/sign-up/sign-up-page")),
  "/reset": lazy(() => import("@/reset/reset-page")),
  "/invitation": lazy(() => import("@/invitation/invitation-page")),
};
const isPublic = (path: string): path is keyof typeof PUBLIC => Object.hasOwn(PUBLIC, path);

const SharedPage = lazy(() => import("@/shared/shared-page"));
const SHARED = /^\/shared\/([^/]+)$/;

const WAITING = <div aria-busy="true" className="h-dvh" />;

/** Chooses between the public pages, the sign-in page and the dashboard. The address stays as it is, so signing in leads back to it. */
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
  const path = useLocation().pathname.replace(/\/+$/, "");
  if (isPublic(path)) {
    const Page = PUBLIC[path];
    return (
      <Suspense fallback={WAITING}>
        <Page />
      </Suspense>
    );
  }
  const token = SHARED.exec(path)?.[1];
  if (token !== undefined) {
    return (
      <Suspense fallback={WAITING}>
        <SharedPage token={token} />
      </Suspense>
    );
  }
  switch (state.status) {
    case "starting":
      return WAITING;
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
        <Suspense fallback={WAITING}>
          <SignedIn key={state.user.id} user={state.user} />
        </Suspense>
      );
  }
}
