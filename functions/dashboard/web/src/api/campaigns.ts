import { order, request } from "@/api/client";
import { query } from "@/api/query";
import type { WallTime } from "@/api/schedule";
import type { components } from "@/api/schema";

/** The routes of templates and campaigns, and their shapes. They are loaded with what shows them. */

type Schemas = components["schemas"];

export type Template = Required<Schemas["MessageTemplate"]>;
export type Campaign = Required<Schemas["Campaign"]>;
export type CampaignState = Schemas["CampaignState"];
export type Figures = Required<Schemas["Figures"]>;
export type Recipient = Required<Schemas["Recipient"]>;
export type RecipientState = Schemas["RecipientState"];
export type Check = Required<Schemas["Check"]>;
export type AudienceFilter = Schemas["AudienceFilter"];

export interface CampaignDraft {
  name: string;
  from: string;
  body: string;
  templateId?: string;
  optOutFooter: boolean;
}

export interface Gathered {
  added: number;
  invalid: number;
  duplicate: number;
  columns: string[];
  numberColumn: string | null;
  nextCursor: string | null;
}

interface TemplatesPage {
  templates: Template[];
  nextCursor?: string | null;
}

const TEMPLATES = "/api/templates";
const CAMPAIGNS = "/api/campaigns";
const template = (id: string) => `${TEMPLATES}/${encodeURIComponent(id)}`;
const campaign = (id: string) => `${CAMPAIGNS}/${encodeURIComponent(id)}`;

export const templates = {
  /** All of them, by name. */
  list: async (signal?: AbortSignal): Promise<Template[]> => {
    const all: Template[] = [];
    let cursor: string | null | undefined = null;
    do {
      const page: TemplatesPage = await request<TemplatesPage>(`${TEMPLATES}${query({ cursor })}`, { signal });
      all.push(...page.templates);
      cursor = page.nextCursor;
    } while (cursor);
    return all.sort((a, b) => a.name.localeCompare(b.name));
  },
  create: (name: string, body: string) => request<Template>(TEMPLATES, { method: "POST", body: { name, body } }),
  change: (id: string, version: number, name: string, body: string) =>
    request<Template>(template(id), { method: "PATCH", body: { version, name, body } }),
  remove: (id: string) => order(template(id), { method: "DELETE" }),
};

export const campaigns = {
  list: (cursor: string | null, signal?: AbortSignal) =>
    request<{ campaigns: Campaign[]; nextCursor?: string | null }>(`${CAMPAIGNS}${query({ limit: 50, cursor })}`, { signal }),
  show: (id: string, signal?: AbortSignal) => request<{ campaign: Campaign; figures: Figures }>(campaign(id), { signal }),
  recipients: (id: string, state: RecipientState | null, cursor: string | null, signal?: AbortSignal) =>
    request<{ recipients: Recipient[]; nextCursor?: string | null }>(
      `${campaign(id)}/recipients${query({ state, limit: 50, cursor })}`,
      { signal },
    ),
  create: (draft: CampaignDraft) => request<Campaign>(CAMPAIGNS, { method: "POST", body: draft }),
  addRows: (id: string, csv: string, firstLine: number, numberColumn: string | null) =>
    request<Gathered>(`${campaign(id)}/recipients`, { method: "POST", body: { csv, firstLine, numberColumn } }),
  addListed: (id: string, list: AudienceFilter, firstLine: number, cursor: string | null) =>
    request<Gathered>(`${campaign(id)}/recipients`, { method: "POST", body: { list, firstLine, cursor } }),
  check: (id: string) => request<Check>(`${campaign(id)}/check`, { method: "POST", body: {} }),
  start: (id: string, startAt: WallTime | null) =>
    request<Campaign>(`${campaign(id)}/start`, { method: "POST", body: startAt ? { startAt } : {} }),
  act: (id: string, action: "pause" | "resume" | "cancel") => request<Campaign>(`${campaign(id)}/${action}`, { method: "POST" }),
};
