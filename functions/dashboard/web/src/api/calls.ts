import { request } from "@/api/client";
import { query } from "@/api/query";
import type { components } from "@/api/schema";
import type { Call } from "@/api/types";

type Schemas = components["schemas"];

export type CallOutcome = Schemas["CallOutcome"];
export type VoicemailState = Schemas["VoicemailState"];

export interface CallFilter {
  direction?: "inbound" | "outbound";
  outcome?: CallOutcome;
}

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

  changeVoicemail: (id: string, state: VoicemailState) =>
    request<Call>(`/api/voicemails/${encodeURIComponent(id)}`, { method: "PATCH", body: { state } }),
};
