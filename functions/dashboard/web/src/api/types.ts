/**
 * The shapes of the hub's HTTP and live contract, by the names this page uses. They come from
 * `schema.d.ts`, which `npm run types` makes from the hub's own description; `npm run check`
 * fails once the two differ.
 */

import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type User = Schemas["User"];
export type Session = Schemas["Session"];
export type Tenant = Schemas["Tenant"];
export type OwnNumber = Schemas["OwnNumber"];
export type TeamMember = Schemas["Teammate"];
export type Me = Schemas["Me"];

export type Direction = Schemas["Direction"];
export type ConversationState = Schemas["ConversationState"];
export type LastMessage = Schemas["LastMessage"];
export type Conversation = Schemas["Conversation"];
export type ConversationPage = Schemas["ConversationPage"];

/** What is absent stays as it is; null takes the person or the name away. */
export type ConversationPatch = {
  state?: "open" | "closed";
  snoozedUntil?: string;
  /** Only `false`: the words that may have meant an opt-out did not. */
  optOutSuspected?: false;
} & Partial<Pick<Schemas["UpdateRequest"], "assigneeId" | "contactName">>;

export type Contact = Schemas["ContactView"];
export type ContactCard = Schemas["ContactCard"];
export type ConsentEntry = Schemas["ConsentEntry"];
export type ExportPage = Schemas["ExportPage"];
export type ErasureReceipt = Schemas["ErasureReceipt"];
export type ErasuresPage = Schemas["ErasuresPage"];
export type Preflight = Schemas["PreflightReply"];
export type SearchPage = Schemas["SearchPage"];
export type FoundMessage = Schemas["FoundMessage"];

export type Keyword = Schemas["Keyword"];
export type Media = Schemas["Media"];
export type Message = Schemas["Message"];
export type Note = Schemas["Note"];
export type Call = Schemas["Call"];
export type Entry = Schemas["ThreadEntry"];
export type TimelinePage = Schemas["TimelinePage"];

/** A field that has a default may be left out, which the generated type does not say. */
export type SendRequest = Pick<Schemas["SendRequest"], "to" | "message"> & {
  from?: string;
  clientId?: string;
  mediaIds?: string[];
  channel?: Schemas["ChannelClass"];
  template?: { sid: string; variables: Record<string, string> };
};
export type Template = Schemas["Template"];
export type TemplatePage = Schemas["TemplatePage"];
export type SendAnswer = Schemas["SendReply"];
export type Asked = Schemas["Asked"];

export type FileAnnounced = Schemas["UploadRequest"];
export type UploadOffer = Schemas["UploadReply"];
export type MediaUrl = Schemas["MediaUrl"];

export type SocketTicket = Schemas["Ticket"];
export type Event = Schemas["Event"];
export type SyncAnswer = Schemas["Missed"];

export type ErrorAnswer = components["responses"]["Error"]["content"]["application/json"];
