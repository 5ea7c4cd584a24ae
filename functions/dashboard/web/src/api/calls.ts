import { download, order, request } from "@/api/client";
import { query } from "@/api/query";
import type { components } from "@/api/schema";
import type { Call } from "@/api/types";

type Schemas = components["schemas"];

export type CallOutcome = Schemas["CallOutcome"];
export type VoicemailState = Schemas["VoicemailState"];

export interface CallFilter {
  direction?: "inbound" | "outbound";
  outcome?: CallOutcome;
  number?: string;
  /** Part of the customer's name or number. */
  customer?: string;
}

export type Share = Schemas["ShownShare"];

/** The longest follow-up, in characters. */
export const FOLLOW_UP_LENGTH = 160;

const afterPath = (id: string) => `/api/calls-dashboard/${encodeURIComponent(id)}`;
const callPath = (id: string) => `/api/calls/${encodeURIComponent(id)}`;

/** Calls and the messages that callers leave. */
export const calls = {
  list: (filter: CallFilter, cursor: string | null, signal?: AbortSignal) =>
    request<Schemas["CallPage"]>(`/api/calls${query({ ...filter, limit: 50, cursor })}`, { signal }),

  active: (signal?: AbortSignal) => request<Schemas["ActiveCalls"]>("/api/calls/active", { signal }),

  voicemails: (state: VoicemailState | undefined, cursor: string | null, signal?: AbortSignal) =>
    request<Schemas["VoicemailPage"]>(`/api/voicemails${query({ state, limit: 50, cursor })}`, { signal }),

  /** Rings the person's own phone, and then the customer's. It is asked once: a repeat would ring again. */
  initiate: (to: string, from: string, phone: string) =>
    request<Schemas["InitiateReply"]>("/api/calls/initiate", { method: "POST", body: { to, from, phone } }),

  /** Where the sound can be heard for five minutes. */
  recording: (id: string, download: boolean) => request<Schemas["RecordingUrl"]>(`${callPath(id)}/recording${query({ download })}`),

  /** Texts the customer. A repeat with the same key sends nothing. */
  followUp: (id: string, message: string, key: string) =>
    request<Schemas["FollowUpReply"]>(`${afterPath(id)}/followup`, { method: "POST", body: { message }, headers: { "idempotency-key": key } }),

  share: (id: string, email: string) => request<Schemas["ShareReply"]>(`${afterPath(id)}/share`, { method: "POST", body: { email } }),

  shares: (id: string, signal?: AbortSignal) => request<Schemas["ShareList"]>(`${callPath(id)}/shares`, { signal }),

  endShare: (id: string, share: string) => order(`${callPath(id)}/shares/${encodeURIComponent(share)}`, { method: "DELETE" }),

  exportTranscript: (id: string) => download(`${afterPath(id)}/transcript/export`, { method: "POST", body: { format: "txt" } }),

  changeVoicemail: (id: string, state: VoicemailState) =>
    request<Call>(`/api/voicemails/${encodeURIComponent(id)}`, { method: "PATCH", body: { state } }),
};
