import { request } from "@/api/client";
import { query } from "@/api/query";
import type {
  Asked,
  Conversation,
  ConversationPage,
  ConversationPatch,
  Me,
  MessagePage,
  SearchPage,
  SendAnswer,
  SendRequest,
  SocketTicket,
  SyncAnswer,
} from "@/api/types";

export interface ConversationFilter {
  state?: "open" | "closed";
  assignee?: "me" | "none";
}

const conversationPath = (id: string) => `/api/conversations/${encodeURIComponent(id)}`;

/** The routes that the frame and the inbox call; `account.ts` has those of the settings. */
export const hub = {
  me: (signal?: AbortSignal) => request<Me>("/api/me", { signal }),

  conversations: (filter: ConversationFilter, cursor: string | null, signal?: AbortSignal) =>
    request<ConversationPage>(`/api/conversations${query({ ...filter, limit: 30, cursor })}`, { signal }),

  conversation: (id: string, signal?: AbortSignal) =>
    request<Conversation>(conversationPath(id), { signal }),

  patchConversation: (id: string, patch: ConversationPatch) =>
    request<Conversation>(conversationPath(id), { method: "PATCH", body: patch }),

  messages: (id: string, cursor: string | null, signal?: AbortSignal) =>
    request<MessagePage>(`${conversationPath(id)}/messages${query({ limit: 50, cursor })}`, { signal }),

  search: (q: string, cursor: string | null, signal?: AbortSignal) =>
    request<SearchPage>(`/api/search${query({ q, cursor })}`, { signal }),

  /** The same `clientId` sent again is the same message, never a second one. */
  send: (message: SendRequest & { clientId: string }) =>
    request<SendAnswer>("/api/messages/send", {
      method: "POST",
      body: message,
      headers: { "idempotency-key": message.clientId },
    }),

  /** Finds out whether an uncertain message was sent; the answer comes live. */
  checkMessage: (id: string) => request<Asked>(`/api/messages/${encodeURIComponent(id)}/check`, { method: "POST" }),

  /** Sends an uncertain message again: the customer may get it twice. */
  sendAnyway: (id: string) => request<Asked>(`/api/messages/${encodeURIComponent(id)}/send-anyway`, { method: "POST" }),

  socketTicket: () => request<SocketTicket>("/api/ws-ticket", { method: "POST" }),

  sync: (after: number | null) => request<SyncAnswer>(`/api/sync${query({ after })}`),
};
