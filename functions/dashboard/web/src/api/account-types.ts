/**
 * The shapes of sign-up, people, integrations, numbers, settings and audit, by the names this page
 * uses. They come from `schema.d.ts`. A field that the hub fills by default is always there in its
 * answers, which the generated types do not say: hence `Required`.
 */

import type { components, operations } from "@/api/schema";
import type { User } from "@/api/types";

type Schemas = components["schemas"];
type Query<Operation extends keyof operations> = NonNullable<operations[Operation]["parameters"]["query"]>;
/** A filter as the page keeps it: nothing is null. */
type Filled<Filter> = { [Name in keyof Filter]?: NonNullable<Filter[Name]> };

export type CarrierStatus = Schemas["CarrierStatus"];
export type CarrierState = Schemas["CarrierStanding"];

export type SignUpRequest = Schemas["SignUpRequest"];
export type InvitationOffer = Schemas["ShownInvitation"];
export type Invitation = Schemas["Invitation"];
export type People = { users: User[]; invitations: Invitation[] } & Schemas["People"];

export type TwilioState = Schemas["TwilioStatus"];
export type Integrations = Schemas["Connections"];
export type TwilioCredentials = Pick<Schemas["Credentials"], "accountSid" | "authToken"> &
  Filled<Pick<Schemas["Credentials"], "apiKeySid" | "apiKeySecret">>;

export type Span = Schemas["Span"];
export type Hours = Required<Schemas["Hours"]>;
export type Day = keyof Hours;

export type Capabilities = Schemas["Capabilities"];
export type OptOutHandling = Schemas["OptOutHandling"];
export type VoiceMode = Schemas["VoiceMode"];
export type AfterHours = Schemas["AfterHours"];
export type NumberVoice = Required<Omit<Schemas["VoiceSettings"], "voicemail">> & { voicemail: Required<Schemas["VoicemailSettings"]> };

/** `businessHours` null: the organisation's. */
export type OwnNumber = Omit<
  Required<Schemas["OwnNumber"]>,
  "businessHours" | "voice" | "createdAt" | "sid" | "accountSid"
> & {
  businessHours: Hours | null;
  voice: NumberVoice;
};
export type NumberPatch = Partial<Pick<OwnNumber, "label" | "businessHours" | "voice" | "optOutHandling" | "pace">>;

export type AvailableNumber = Schemas["AvailableNumber"];
export type ImportableNumber = Schemas["ImportableNumber"];
export type NumberKind = Schemas["NumberKind"];
export type NumberSearch = Filled<Query<"numbers-available">> & { country: string; kind: NumberKind };

export type NumberProblem = Schemas["Problem"];
export type NumberHealth = Schemas["NumberHealth"];
export type Health = Schemas["NumbersHealth"];

export type RecordingPolicy = Schemas["RecordingPolicy"];

export type Settings = Omit<Required<Schemas["Settings"]>, "businessHours" | "replies" | "quietHours"> & {
  businessHours: Hours;
  replies: Required<Schemas["KeywordReplies"]>;
  quietHours: Required<Schemas["QuietHours"]>;
};
export type SettingsPatch = Partial<Omit<Settings, "version">>;

/** An action that this page does not know yet is shown by its word. */
export type AuditEntry = Omit<Schemas["Entry"], "action"> & { action: string };
export type AuditPage = { entries: AuditEntry[] } & Pick<Schemas["AuditPage"], "nextCursor">;
export type DeadLetter = Schemas["DeadLetter"];
export type DeadLettersPage = Schemas["DeadLettersPage"];
export type Webhook = Schemas["Request"];
export type WebhookOutcome = Schemas["Outcome"];
export type WebhooksPage = Schemas["WebhooksPage"];

export type AuditFilter = Pick<Filled<Query<"audit-list">>, "action" | "actor" | "from" | "to">;
