import type { OwnNumber } from "@/api/account-types";
import { request } from "@/api/client";
import { query } from "@/api/query";
import type { Template, TemplatePage } from "@/api/types";

/** More templates than this are no list that a person looks through. */
const PAGES_AT_MOST = 20;

/** The routes of WhatsApp. */
export const whatsapp = {
  templates: async (signal?: AbortSignal): Promise<Template[]> => {
    const templates: Template[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_AT_MOST; page += 1) {
      const found: TemplatePage = await request<TemplatePage>(`/api/whatsapp/templates${query({ limit: 100, cursor })}`, { signal });
      templates.push(...found.templates);
      cursor = found.nextCursor ?? null;
      if (cursor === null) break;
    }
    return templates;
  },
  sync: () => request<{ templates: number }>("/api/whatsapp/templates/sync", { method: "POST", body: {} }),
  addSender: (number: string, label: string) =>
    request<OwnNumber>("/api/whatsapp/senders", { method: "POST", body: { number, ...(label ? { label } : {}) } }),
};
