import { request } from "@/api/client";
import type { components } from "@/api/schema";
import type { Call } from "@/api/types";

/** The routes of calls in the browser, and their shapes. */

type Schemas = components["schemas"];

/** What a browser registers with to be rung. */
export type CallToken = Schemas["TokenReply"];
export type Transfer = Schemas["Transfer"];
export type TransferState = Schemas["TransferState"];
export type TransferRequest = Schemas["TransferRequest"];

const path = (id: string) => `/api/calls/${encodeURIComponent(id)}`;

export const line = {
  token: () => request<CallToken>("/api/calls/token", { method: "POST", body: {} }),

  call: (id: string) => request<Call>(path(id)),

  /** Rings this person's browsers, and then the customer's phone. It is asked once: a repeat would ring again. */
  initiate: (to: string, from: string | null) =>
    request<Schemas["InitiateReply"]>("/api/calls/initiate", { method: "POST", body: { to, ...(from === null ? {} : { from }) } }),

  hold: (id: string, onHold: boolean) => request<Call>(`${path(id)}/hold`, { method: "PUT", body: { onHold } }),

  transfer: (id: string, transfer: TransferRequest) =>
    request<Call>(`${path(id)}/transfer`, { method: "POST", body: transfer }),

  completeTransfer: (id: string) => request<Call>(`${path(id)}/transfer/complete`, { method: "POST", body: {} }),

  takeBack: (id: string) => request<Call>(`${path(id)}/transfer`, { method: "DELETE" }),

  end: (id: string) => request<Call>(`${path(id)}/end`, { method: "POST", body: {} }),
};
