import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { hub } from "@/api/hub";
import type { Event, Me } from "@/api/types";
import { HubCache, keys } from "@/live/cache";
import { draftKey } from "@/live/draft-key";
import { LiveClient, type Connection } from "@/live/live-client";
import { Outbox, type Outgoing } from "@/live/outbox";
import { notifyRefusal } from "@/live/refusal";
import { Writers } from "@/live/writers";

/** What every screen works with once a person is signed in and known. */
export interface Workspace {
  me: Me;
  mayWrite: boolean;
  isOwner: boolean;
  cache: HubCache;
  live: LiveClient;
  outbox: Outbox;
  writers: Writers;
  /** Calls the listener with each batch of events, after the cache has taken them in. */
  onEvents: (listener: (events: readonly Event[]) => void) => () => void;
}

const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = use(WorkspaceContext);
  if (!workspace) throw new Error("outside of a WorkspaceProvider");
  return workspace;
}

export function useConnection(): Connection {
  const { live } = useWorkspace();
  return useSyncExternalStore(live.subscribe, live.snapshot);
}

export function useOutgoing(): readonly Outgoing[] {
  const { outbox } = useWorkspace();
  return useSyncExternalStore(outbox.subscribe, outbox.snapshot);
}

interface Parts {
  cache: HubCache;
  live: LiveClient;
  outbox: Outbox;
  writers: Writers;
  onEvents: Workspace["onEvents"];
}

function assemble(client: ReturnType<typeof useQueryClient>, userId: string): Parts {
  const cache = new HubCache(client);
  const writers = new Writers();
  const listeners = new Set<(events: readonly Event[]) => void>();
  const outbox: Outbox = new Outbox({
    send: hub.send,
    storage: sessionStorage,
    storedAs: `hub.outbox.${userId}`,
    onRefused: (outgoing) => {
      notifyRefusal(outgoing, () => outbox.retry(outgoing.clientId));
      if (outgoing.problem?.code === "opted_out") void cache.load(outgoing.conversationId);
    },
    onUnreachable: () => live.connect(),
  });
  const live = new LiveClient({
    ticket: hub.socketTicket,
    sync: hub.sync,
    openSocket: (url) => new WebSocket(url),
    apply: (events) => {
      cache.apply(events);
      for (const event of events) {
        if (event.type === "new_message" || event.type === "message_status_updated") {
          const { message } = event.data;
          outbox.settle(message);
          if (message.authorId) writers.stopped(message.conversationId, message.authorId);
        } else if (event.type === "conversation_erased") {
          outbox.forget(event.data.conversationId);
          sessionStorage.removeItem(draftKey(userId, event.data.conversationId));
        }
      }
      for (const listener of listeners) listener(events);
    },
    writes: (conversationId, userId) => writers.heard(conversationId, userId),
    reset: () => void cache.reset(),
    isOnline: () => navigator.onLine,
    random: Math.random,
  });
  const onEvents: Workspace["onEvents"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { cache, live, outbox, writers, onEvents };
}

interface Props {
  userId: string;
  loadMe: (signal: AbortSignal) => Promise<Me>;
  /** Shown until the hub has said who this is. */
  waiting: ReactNode;
  failed: (error: unknown, retry: () => void) => ReactNode;
  children: ReactNode;
}

/** Starts the live connection, and shows `children` once the person and the start of the events are known. */
export function WorkspaceProvider({ userId, loadMe, waiting, failed, children }: Props) {
  const client = useQueryClient();
  const [parts] = useState(() => assemble(client, userId));
  const [hasBegun, setBegun] = useState(false);
  // Asked for again when an event says that the organisation changed.
  const { data: me, error, refetch } = useQuery({ queryKey: keys.me, queryFn: ({ signal }) => loadMe(signal) });

  useEffect(() => {
    let isCurrent = true;
    void parts.live.begin().then(() => isCurrent && setBegun(true));
    return () => {
      isCurrent = false;
    };
  }, [parts]);

  useEffect(() => keepConnected(parts), [parts]);

  if (me && hasBegun) {
    const { role } = me.user;
    const workspace = { ...parts, me, mayWrite: role !== "readonly", isOwner: role === "owner" };
    return <WorkspaceContext value={workspace}>{children}</WorkspaceContext>;
  }
  if (me || error === null) return waiting;
  return failed(error, () => void refetch());
}

function keepConnected({ cache, live, outbox }: Parts): () => void {
  const online = () => live.connect();
  const offline = () => live.suspend();
  const shown = () => {
    if (document.visibilityState === "visible") live.hurry();
  };
  const leave = live.subscribe(() => {
    if (live.snapshot() !== "live") return;
    outbox.flush();
    cache.retryFailed();
  });
  window.addEventListener("online", online);
  window.addEventListener("offline", offline);
  document.addEventListener("visibilitychange", shown);
  live.connect();
  return () => {
    leave();
    window.removeEventListener("online", online);
    window.removeEventListener("offline", offline);
    document.removeEventListener("visibilitychange", shown);
    live.stop();
  };
}
