import { request } from "@/api/client";
import type { components } from "@/api/schema";
import type { Call } from "@/api/types";

/** The routes of calls in the browser, and their shapes. */

type Schemas = components["schemas"];

/** What a browser registers with to be rung. */
export interface CallToken {
  token: string;
  identity: string;
  expiresAt: string;
  /** Where the simulated carrier is; null with Twilio. */
  simulatedAt: string | null;
}

export type TransferState = "ringing" | "talking" | "completed" | "unanswered" | "canceled" | "failed";

export interface Transfer {
  id: string;
  kind: "warm" | "blind";
  to: Schemas["Callee"];
  reason: string | null;
  /** Who transfers. */
  by: string;
  at: string;
  state: TransferState;
  endedAt: string | null;
}

export interface TransferRequest {
  kind: "warm" | "blind";
  userId?: string;
  phone?: string;
  reason?: string;
}

/** A call with what only one that goes on has. */
export type LiveCall = Call & { heldSince?: string | null; transfers?: Transfer[] };

const path = (id: string) => `/api/calls/${encodeURIComponent(id)}`;

export const line = {
  token: () => request<CallToken>("/api/calls/token", { method: "POST", body: {} }),

  call: (id: string) => request<LiveCall>(path(id)),

  /** Rings this person's browsers, and then the customer's phone. It is asked once: a repeat would ring again. */
  initiate: (to: string, from: string | null) =>
    request<Schemas["InitiateReply"]>("/api/calls/initiate", { method: "POST", body: { to, ...(from === null ? {} : { from }) } }),

  hold: (id: string, onHold: boolean) => request<LiveCall>(`${path(id)}/hold`, { method: "PUT", body: { onHold } }),

  transfer: (id: string, transfer: TransferRequest) =>
    request<LiveCall>(`${path(id)}/transfer`, { method: "POST", body: transfer }),

  completeTransfer: (id: string) => request<LiveCall>(`${path(id)}/transfer/complete`, { method: "POST", body: {} }),

  takeBack: (id: string) => request<LiveCall>(`${path(id)}/transfer`, { method: "DELETE" }),

  end: (id: string) => request<LiveCall>(`${path(id)}/end`, { method: "POST", body: {} }),
};
