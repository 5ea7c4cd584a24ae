import type { Call, Conversation, Event, Message, Note, User } from "@/api/types";

/** Small valid objects for tests; a test names only what it is about. */

export const message = (fields: Partial<Message> = {}): Message => ({
  id: "msg_1",
  conversationId: "cnv_1",
  channel: "sms",
  template: null,
  direction: "inbound",
  kind: "person",
  body: "Hi",
  status: "received",
  errorCode: null,
  errorMessage: null,
  from: "+14155550123",
  to: "+12015550123",
  encoding: "GSM-7",
  segments: 1,
  sid: null,
  clientId: null,
  authorId: null,
  keyword: null,
  media: [],
  campaign: null,
  turnAt: null,
  createdAt: "2026-03-01T10:00:00.000Z",
  sentAt: null,
  deliveredAt: null,
  version: 1,
  ...fields,
});

export const note = (fields: Partial<Note> = {}): Note => ({
  id: "not_1",
  conversationId: "cnv_1",
  authorId: "usr_1",
  text: "Prefers mornings",
  createdAt: "2026-03-01T10:00:00.000Z",
  deletedAt: null,
  version: 1,
  ...fields,
});

export const call = (fields: Partial<Call> = {}): Call => ({
  id: "call_1",
  conversationId: "cnv_1",
  sid: "CA1",
  direction: "inbound",
  ourNumber: "+12015550123",
  theirAddress: "+14155550123",
  contactName: null,
  status: "completed",
  outcome: "answered",
  answeredBy: null,
  heldSince: null,
  transfers: [],
  rang: [],
  legs: [],
  startedAt: "2026-03-01T10:00:00.000Z",
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  consent: null,
  recording: null,
  voicemail: null,
  carrierStatus: null,
  isToBeRecorded: false,
  version: 1,
  ...fields,
});

export const person = (fields: Partial<User> = {}): User => ({
  id: "usr_1",
  name: "Dana",
  email: "dana@acme.test",
  role: "agent",
  tenantId: "tnt_1",
  joinedAt: null,
  ...fields,
});

export const conversation = (fields: Partial<Conversation> = {}): Conversation => ({
  id: "cnv_1",
  channel: "sms",
  lastInboundMs: null,
  ourNumber: "+12015550123",
  theirAddress: "+14155550123",
  contactName: null,
  state: "open",
  assigneeId: null,
  inboundCount: 0,
  reads: {},
  snoozedUntil: null,
  optedOut: false,
  optOutSuspected: false,
  lastMessage: null,
  createdAt: "2026-03-01T09:00:00.000Z",
  updatedAt: "2026-03-01T09:00:00.000Z",
  version: 1,
  ...fields,
});

export const updated = (seq: number, fields: Partial<Conversation> = {}): Event => ({
  seq,
  at: "2026-03-01T10:00:00.000Z",
  type: "conversation_updated",
  data: { conversation: conversation(fields) },
});

export const arrived = (seq: number, fields: Partial<Message> = {}): Event => ({
  seq,
  at: "2026-03-01T10:00:00.000Z",
  type: "new_message",
  data: { message: message(fields), conversationId: fields.conversationId ?? "cnv_1" },
});

export const erased = (seq: number, conversationId = "cnv_1"): Event => ({
  seq,
  at: "2026-03-01T10:00:00.000Z",
  type: "conversation_erased",
  data: { conversationId },
});
