import { download, request } from "@/api/client";
import { query } from "@/api/query";
import type {
  Asked,
  Contact,
  ContactCard,
  Conversation,
  ConversationPage,
  ConversationPatch,
  FileAnnounced,
  Me,
  Media,
  MediaUrl,
  Note,
  Preflight,
  SearchPage,
  SendAnswer,
  SendRequest,
  SocketTicket,
  SyncAnswer,
  TimelinePage,
  UploadOffer,
} from "@/api/types";

export interface ConversationFilter {
  state?: "open" | "snoozed" | "closed";
  assignee?: "me" | "none";
}

const contactPath = (id: string) => `/api/contacts/${encodeURIComponent(id)}`;
const mediaPath = (messageId: string, mediaId: string) =>
  `/api/messages/${encodeURIComponent(messageId)}/media/${encodeURIComponent(mediaId)}`;
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

  timeline: (id: string, cursor: string | null, signal?: AbortSignal) =>
    request<TimelinePage>(`${conversationPath(id)}/timeline${query({ limit: 50, cursor })}`, { signal }),

  /** How many of the customer's messages this person has seen; it is lowered only on demand. */
  read: (id: string, seen: number, goesBack = false) =>
    request<Conversation>(`${conversationPath(id)}/read`, { method: "PUT", body: { seen, goesBack } }),

  addNote: (id: string, text: string) => request<Note>(`${conversationPath(id)}/notes`, { method: "POST", body: { text } }),
  deleteNote: (id: string) => request<Note>(`/api/notes/${encodeURIComponent(id)}`, { method: "DELETE" }),

  search: (q: string, cursor: string | null, signal?: AbortSignal) =>
    request<SearchPage>(`/api/search${query({ q, cursor })}`, { signal }),

  /** The same `clientId` sent again is the same message, never a second one. */
  send: (message: SendRequest & { clientId: string }) =>
    request<SendAnswer>("/api/messages/send", {
      method: "POST",
      body: message,
      headers: { "idempotency-key": message.clientId },
    }),

  /** What a send would say, and what the text takes. */
  preflight: (to: string, from: string, message: string, signal?: AbortSignal, channel: "sms" | "whatsapp" = "sms") =>
    request<Preflight>("/api/messages/preflight", { method: "POST", body: { to, from, message, channel }, signal }),

  contact: (id: string, signal?: AbortSignal) => request<ContactCard>(contactPath(id), { signal }),
  optOut: (id: string, reason: string, channel: Conversation["channel"]) =>
    request<Contact>(`${contactPath(id)}/opt-out`, { method: "POST", body: { reason, channel } }),
  optIn: (id: string, reason: string, channel: Conversation["channel"]) =>
    request<Contact>(`${contactPath(id)}/opt-in`, { method: "POST", body: { reason, channel } }),
  evidence: (id: string, format: "csv" | "json") => download(`${contactPath(id)}/consent${query({ format })}`),

  /** Finds out whether an uncertain message was sent; the answer comes live. */
  checkMessage: (id: string) => request<Asked>(`/api/messages/${encodeURIComponent(id)}/check`, { method: "POST" }),

  /** Sends an uncertain message again: the customer may get it twice. */
  sendAnyway: (id: string) => request<Asked>(`/api/messages/${encodeURIComponent(id)}/send-anyway`, { method: "POST" }),

  /** Where to upload a file that will be attached. */
  announceFile: (file: FileAnnounced, signal?: AbortSignal) =>
    request<UploadOffer>("/api/media", { method: "POST", body: file, signal }),

  /** Where an attachment can be seen for some minutes, or with `download` only kept as a file. */
  mediaUrl: (messageId: string, mediaId: string, how: { download?: boolean }, signal?: AbortSignal) =>
    request<MediaUrl>(`${mediaPath(messageId, mediaId)}${query(how)}`, { signal }),

  /** Fetches an attachment again that could not be fetched; what comes of it is told live. */
  retryMedia: (messageId: string, mediaId: string) =>
    request<Media>(`${mediaPath(messageId, mediaId)}/retry`, { method: "POST" }),

  socketTicket: () => request<SocketTicket>("/api/ws-ticket", { method: "POST" }),

  sync: (after: number | null) => request<SyncAnswer>(`/api/sync${query({ after })}`),
};
