import { request } from "@/api/client";
import { query } from "@/api/query";
import type { components } from "@/api/schema";

/** The routes of scheduled texts, and their shapes. They are loaded with what shows them. */

type Schemas = components["schemas"];

export type ScheduledState = Schemas["ScheduledState"];
export type WallTime = Schemas["WallTime"];
export type Scheduled = Required<Schemas["ScheduledMessage"]>;
export type ScheduledPage = { scheduled: Scheduled[]; nextCursor?: string | null };

export interface ScheduleRequest {
  to: string;
  from: string;
  message: string;
  sendAt: WallTime;
  cancelIfReplied: boolean;
  clientId: string;
}

/** What is absent stays as it is. */
export type ScheduledPatch = Partial<Pick<ScheduleRequest, "message" | "sendAt" | "cancelIfReplied">>;

export interface ScheduledFilter {
  state: ScheduledState;
  conversation?: string;
}

const ALL = "/api/messages/scheduled";
const path = (id: string) => `${ALL}/${encodeURIComponent(id)}`;

export const schedule = {
  list: (filter: ScheduledFilter, cursor: string | null, signal?: AbortSignal) =>
    request<ScheduledPage>(`${ALL}${query({ ...filter, limit: 50, cursor })}`, { signal }),

  /** The same `clientId` sent again is the same text, never a second one. */
  create: (text: ScheduleRequest) => request<Scheduled>(ALL, { method: "POST", body: text }),

  change: (id: string, version: number, patch: ScheduledPatch) =>
    request<Scheduled>(path(id), { method: "PATCH", body: { version, ...patch } }),

  cancel: (id: string) => request<undefined>(path(id), { method: "DELETE" }),

  sendNow: (id: string) => request<unknown>(`${path(id)}/send-now`, { method: "POST" }),
};
