/**
 * The shapes of sign-up, people, integrations, numbers, settings and audit, as the hub's contract
 * says them. Written by hand until `schema.d.ts` lists these routes; nothing else is.
 */

import type { Role, User } from "@/api/types";

export type CarrierStatus = "none" | "connected" | "stopped";

/** Part of `/api/me`; an older hub does not send it. */
export interface CarrierState {
  status: CarrierStatus;
  reason?: string | null;
}

export interface SignUpRequest {
  organization: string;
  name: string;
  email: string;
  password: string;
  timeZone?: string;
  defaultCountry?: string;
}

/** Who invites to what, as the link's bearer may know it. */
export interface InvitationOffer {
  organization: string;
  email: string;
  role: Role;
  invitedBy: string;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: string;
  expiresAt: string;
}

export interface People {
  users: User[];
  invitations: Invitation[];
}

export interface TwilioState {
  status: CarrierStatus;
  kind?: "own" | "subaccount" | null;
  accountSid?: string | null;
  hasApiKey: boolean;
  hasNextToken: boolean;
  connectedAt?: string | null;
  stoppedAt?: string | null;
  reason?: string | null;
  subaccountsOffered: boolean;
}

export interface Integrations {
  twilio: TwilioState;
}

export interface TwilioCredentials {
  accountSid: string;
  authToken: string;
  apiKeySid?: string;
  apiKeySecret?: string;
}

export type Day = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** `09:00` to `17:00` in the organisation's zone; `24:00` closes at midnight. */
export interface Span {
  opens: string;
  closes: string;
}

export type Hours = Record<Day, Span[]>;

export interface Capabilities {
  sms: boolean;
  mms: boolean;
  voice: boolean;
}

export type OptOutHandling = "provider" | "hub";
export type VoiceMode = "assistant" | "ring" | "forward" | "voicemail" | "greeting";

export interface NumberVoice {
  mode: VoiceMode;
  forwardTo?: string | null;
  ringSeconds: number;
  greeting?: string | null;
}

export interface OwnNumber {
  id: string;
  number: string;
  label: string;
  channel: string;
  state: "active" | "buying" | "releasing";
  capabilities: Capabilities;
  optOutHandling: OptOutHandling;
  /** Null: the organisation's. */
  businessHours: Hours | null;
  voice: NumberVoice;
  version: number;
  createdAt?: string | null;
}

export type NumberPatch = Partial<Pick<OwnNumber, "label" | "businessHours" | "voice" | "optOutHandling">>;

export interface AvailableNumber {
  number: string;
  locality?: string | null;
  region?: string | null;
  capabilities: Capabilities;
}

export interface ImportableNumber {
  number: string;
  label: string;
  capabilities: Capabilities;
}

export type NumberKind = "local" | "tollFree" | "mobile";

export interface NumberSearch {
  country: string;
  kind: NumberKind;
  areaCode?: string;
  contains?: string;
  sms?: boolean;
  mms?: boolean;
  voice?: boolean;
}

export interface NumberProblem {
  code: string;
  sentence: string;
  expected?: string | null;
  found?: string | null;
}

export interface NumberHealth {
  id: string;
  number: string;
  label: string;
  healthy: boolean;
  problems: NumberProblem[];
}

export interface Health {
  checkedAt: string;
  numbers: NumberHealth[];
}

export type RecordingPolicy = "off" | "announce" | "require_keypress";

export interface Settings {
  version: number;
  name: string;
  timeZone: string;
  defaultCountry: string;
  businessHours: Hours;
  replies: { stop: string; start: string; help: string };
  supportPhone?: string | null;
  supportEmail?: string | null;
  quietHours: { enabled: boolean; from: string; to: string };
  recordingPolicy: RecordingPolicy;
  voice: string;
  alertNumber?: string | null;
}

export type SettingsPatch = Partial<Omit<Settings, "version">>;

export interface AuditEntry {
  id: string;
  at: string;
  action: string;
  actor: { id?: string | null; name: string; kind: "person" | "hub" };
  from?: string | null;
  target?: string | null;
  details?: Record<string, unknown> | null;
}

export interface AuditPage {
  entries: AuditEntry[];
  nextCursor?: string | null;
}

export interface AuditFilter {
  action?: string;
  actor?: string;
  from?: string;
  to?: string;
}
