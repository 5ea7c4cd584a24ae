import type {
  AuditFilter,
  AuditPage,
  AvailableNumber,
  DeadLettersPage,
  Health,
  ImportableNumber,
  Integrations,
  Invitation,
  NumberHealth,
  NumberPatch,
  NumberSearch,
  OwnNumber,
  People,
  Settings,
  SettingsPatch,
  TwilioCredentials,
  TwilioState,
  WebhookOutcome,
  WebhooksPage,
} from "@/api/account-types";
import { download, order, request } from "@/api/client";
import { query } from "@/api/query";
import type { Role, Session, User } from "@/api/types";

const person = (id: string) => `/api/users/${encodeURIComponent(id)}`;
const invitation = (id: string) => `/api/users/invitations/${encodeURIComponent(id)}`;
const ownNumber = (id: string) => `/api/numbers/${encodeURIComponent(id)}`;
const TWILIO = "/api/integrations/twilio";

/** The routes that the settings call. */
export const account = {
  changePassword: (current: string, password: string) =>
    request<Session>("/api/me/password", { method: "POST", body: { current, password } }),

  people: (signal?: AbortSignal) => request<People>("/api/users", { signal }),
  invite: (email: string, role: Role) =>
    request<Invitation>("/api/users/invitations", { method: "POST", body: { email, role } }),
  withdraw: (id: string) => order(invitation(id), { method: "DELETE" }),
  changePerson: (id: string, patch: { role?: Role; name?: string }) =>
    request<User>(person(id), { method: "PATCH", body: patch }),
  removePerson: (id: string) => order(person(id), { method: "DELETE" }),

  integrations: (signal?: AbortSignal) => request<Integrations>("/api/integrations", { signal }),
  connectTwilio: (credentials: TwilioCredentials) => request<TwilioState>(TWILIO, { method: "PUT", body: credentials }),
  makeSubaccount: () => request<TwilioState>(`${TWILIO}/subaccount`, { method: "POST", body: {} }),
  addNextToken: (authToken: string) =>
    request<TwilioState>(`${TWILIO}/next-token`, { method: "POST", body: { authToken } }),
  disconnectTwilio: () => order(TWILIO, { method: "DELETE" }),

  numbers: async (signal?: AbortSignal) => (await request<{ numbers: OwnNumber[] }>("/api/numbers", { signal })).numbers,
  availableNumbers: async (search: NumberSearch, signal?: AbortSignal) =>
    (await request<{ numbers: AvailableNumber[] }>(`/api/numbers/available${query({ ...search, limit: 20 })}`, { signal })).numbers,
  importableNumbers: async (signal?: AbortSignal) =>
    (await request<{ numbers: ImportableNumber[] }>("/api/numbers/importable", { signal })).numbers,
  /** The same number again is the same purchase, never a second charge. */
  buyNumber: (number: string, label?: string) =>
    request<OwnNumber>("/api/numbers", { method: "POST", body: { number, ...(label ? { label } : {}) } }),
  importNumber: (number: string, label?: string) =>
    request<OwnNumber>("/api/numbers/import", { method: "POST", body: { number, ...(label ? { label } : {}) } }),
  changeNumber: (id: string, version: number, patch: NumberPatch) =>
    request<OwnNumber>(ownNumber(id), { method: "PATCH", body: { version, ...patch } }),
  releaseNumber: (id: string, confirm: string) => order(`${ownNumber(id)}${query({ confirm })}`, { method: "DELETE" }),
  health: (signal?: AbortSignal) => request<Health>("/api/numbers/health", { signal }),
  repair: (id: string) => request<NumberHealth>(`${ownNumber(id)}/repair`, { method: "POST" }),

  settings: (signal?: AbortSignal) => request<Settings>("/api/settings", { signal }),
  changeSettings: (version: number, patch: SettingsPatch) =>
    request<Settings>("/api/settings", { method: "PATCH", body: { version, ...patch } }),

  audit: (filter: AuditFilter, cursor: string | null, signal?: AbortSignal) =>
    request<AuditPage>(`/api/audit${query({ ...filter, limit: 50, cursor })}`, { signal }),
  deadLetters: (cursor: string | null, signal?: AbortSignal) =>
    request<DeadLettersPage>(`/api/dead-letters${query({ limit: 20, cursor })}`, { signal }),
  redrive: (id: string) =>
    request<{ success: boolean }>(`/api/dead-letters/${encodeURIComponent(id)}/redrive`, { method: "POST", body: {} }),
  webhooks: (outcome: WebhookOutcome | null, cursor: string | null, signal?: AbortSignal) =>
    request<WebhooksPage>(`/api/webhooks${query({ outcome, limit: 50, cursor })}`, { signal }),
  auditFile: (filter: AuditFilter) => download(`/api/audit/export${query({ ...filter })}`),
};
