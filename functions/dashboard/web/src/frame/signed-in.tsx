import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Navigate, Route, Routes } from "react-router";
import { hub } from "@/api/hub";
import { ApiProblem, Unreachable } from "@/api/problem";
import type { Me, User } from "@/api/types";
import { readNumbersIn } from "@/format/phone";
import { Frame } from "@/frame/frame";
import { FrameSkeleton } from "@/frame/frame-skeleton";
import { InboxScreen } from "@/inbox/inbox-screen";
import { NothingOpen } from "@/inbox/nothing-open";
import { loadThread } from "@/inbox/thread/load";
import { ThreadSkeleton } from "@/inbox/thread/thread-skeleton";
import { WorkspaceProvider } from "@/live/workspace";
import { loadSettings } from "@/settings/load";
import { SettingsSkeleton } from "@/settings/settings-skeleton";
import { Failure } from "@/ui/failure";

const NewConversation = lazy(async () => ({
  default: (await import("@/inbox/new/new-conversation")).NewConversation,
}));
const ScheduledPage = lazy(async () => ({ default: (await import("@/schedule/scheduled-page")).ScheduledPage }));
const CallsPage = lazy(async () => ({ default: (await import("@/calls/calls-page")).CallsPage }));
const CampaignsArea = lazy(async () => ({ default: (await import("@/campaigns/campaigns-area")).CampaignsArea }));
const ConversationPane = lazy(loadThread);
const SettingsArea = lazy(loadSettings);
// Comes together with the first answers of the hub when it is what the address asks for.
if (location.pathname.startsWith("/settings")) void loadSettings();
if (/^\/inbox\/\w+\/(?!new$)./.test(location.pathname)) void loadThread();

const TRIES = 2;

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Events keep the cache up to date, so nothing is asked for again on a whim.
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
        retry: (failures, error) =>
          failures < TRIES && (error instanceof Unreachable || (error instanceof ApiProblem && error.isPassing)),
      },
    },
  });
}

async function loadMe(signal: AbortSignal): Promise<Me> {
  const me = await hub.me(signal);
  await readNumbersIn(me.tenant.defaultCountry);
  return me;
}

/** Everything behind the sign-in. Its caches end with the session. */
export default function SignedIn({ user }: { user: User }) {
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={client}>
      <WorkspaceProvider
        userId={user.id}
        loadMe={loadMe}
        waiting={<FrameSkeleton />}
        failed={(error, retry) => (
          <main className="h-dvh">
            <Failure title="Couldn't start the dashboard" error={error} onRetry={retry} />
          </main>
        )}
      >
        <Routes>
          <Route element={<Frame />}>
            <Route path="/inbox/:tab" element={<InboxScreen />}>
              <Route index element={<NothingOpen />} />
              <Route
                path="new"
                element={
                  <Suspense fallback={<main className="flex-1 bg-surface" />}>
                    <NewConversation />
                  </Suspense>
                }
              />
              <Route
                path=":conversationId"
                element={
                  <Suspense
                    fallback={
                      <main aria-label="Conversation" className="flex min-h-0 flex-1 flex-col bg-surface">
                        <ThreadSkeleton />
                      </main>
                    }
                  >
                    <ConversationPane />
                  </Suspense>
                }
              />
            </Route>
            <Route
              path="/scheduled/:state?"
              element={
                <Suspense fallback={<main className="flex-1 bg-canvas" />}>
                  <ScheduledPage />
                </Suspense>
              }
            />
            <Route
              path="/calls/:list?"
              element={
                <Suspense fallback={<main className="flex-1 bg-canvas" />}>
                  <CallsPage />
                </Suspense>
              }
            />
            <Route
              path="/campaigns/*"
              element={
                <Suspense fallback={<main className="flex-1 bg-canvas" />}>
                  <CampaignsArea />
                </Suspense>
              }
            />
            <Route
              path="/settings/*"
              element={
                <Suspense fallback={<SettingsSkeleton />}>
                  <SettingsArea />
                </Suspense>
              }
            />
            <Route path="*" element={<Navigate to="/inbox/open" replace />} />
          </Route>
        </Routes>
      </WorkspaceProvider>
    </QueryClientProvider>
  );
}
