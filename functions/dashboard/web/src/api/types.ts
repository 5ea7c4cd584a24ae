/**
 * The shapes of the hub's HTTP and live contract. Everything imports them from
 * here and nowhere else, so that the generated `schema.d.ts` replaces one file.
 */

export type Role = "owner" | "agent" | "readonly";

export interface User {
  id: string;
  name: string;
  email: string;
  role: Role;
  tenantId: string;
}

export interface Session {
  token: string;
  refreshToken: string;
  /** Seconds until `token` expires. */
  expiresIn: number;
  user: User;
}

export interface Tenant {
  id: string;
  name: string;
  /** IANA zone, such as `America/New_York`. */
  timeZone: string;
  /** ISO 3166 country, such as `US`. */
  defaultCountry: string;
}

export interface OwnNumber {
  number: string;
  label: string | null;
  channel: string;
}

export interface TeamMember {
  id: string;
  name: string;
}

export interface Me {
  user: User;
  tenant: Tenant;
  numbers: OwnNumber[];
  team: TeamMember[];
}

export type Direction = "inbound" | "outbound";
export type ConversationState = "open" | "closed";

export interface LastMessage {
  preview: string;
  direction: Direction;
  status: string;
  at: string;
}

export interface Conversation {
  id: string;
  channel: string;
  ourNumber: string;
  theirAddress: string;
  contactName: string | null;
  state: ConversationState;
  assigneeId: string | null;
  unreadCount: number;
  optedOut: boolean;
  /** A near match of an opt-out, such as "Stop. Thank you". */
  optOutSuspected: boolean;
  lastMessage: LastMessage | null;
  createdAt: string;
  updatedAt: string;
  version: number;
}

export interface ConversationPage {
  conversations: Conversation[];
  nextCursor: string | null;
}

export interface ConversationPatch {
  read?: boolean;
  state?: ConversationState;
  assigneeId?: string | null;
  contactName?: string | null;
}

export type Keyword = "stop" | "start" | "help";

export interface Message {
  id: string;
  conversationId: string;
  direction: Direction;
  body: string;
  /** One of the known words, or a carrier's own word, shown as it is. */
  status: string;
  errorCode: string | null;
  errorMessage: string | null;
  from: string;
  to: string;
  encoding: "GSM-7" | "UCS-2";
  segments: number;
  sid: string | null;
  /** Outbound only: the `clientId` of the request that made it. */
  clientId: string | null;
  authorId: string | null;
  keyword: Keyword | null;
  createdAt: string;
  sentAt: string | null;
  deliveredAt: string | null;
  version: number;
}

export interface MessagePage {
  messages: Message[];
  nextCursor: string | null;
}

export interface SendRequest {
  to: string;
  message: string;
  from?: string;
  clientId?: string;
}

export interface SendAnswer {
  success: boolean;
  messageId: string;
  jobId: string;
  conversationId: string;
  status: string;
  encoding: string;
  segments: number;
}

export interface SocketTicket {
  ticket: string;
  expiresIn: number;
  url: string;
}

interface EventHead {
  /** Contiguous per tenant: a hole means a missed event. */
  seq: number;
  at: string;
}

export type Event =
  | (EventHead & { type: "new_message"; data: { message: Message; conversationId: string } })
  | (EventHead & { type: "message_status_updated"; data: { message: Message; conversationId: string } })
  | (EventHead & { type: "conversation_updated"; data: { conversation: Conversation } });

export interface SyncAnswer {
  events: Event[];
  seq: number;
  hasMore: boolean;
  reset: boolean;
}

export interface ErrorAnswer {
  error: string;
  code: string;
}
