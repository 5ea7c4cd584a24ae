import { request } from "@/api/client";
import { query } from "@/api/query";
import type { ErasureReceipt, ErasuresPage, ExportPage } from "@/api/types";

/** The routes that hand out and remove what a customer left. They are loaded with what shows them. */
const contactPath = (id: string) => `/api/contacts/${encodeURIComponent(id)}`;

export const erasures = {
  /** A part of everything about a contact. */
  exported: (contactId: string, cursor: string | null, signal?: AbortSignal) =>
    request<ExportPage>(`${contactPath(contactId)}/export${query({ cursor })}`, { signal }),

  /** `confirm` is the contact's address. It cannot be taken back. */
  erase: (contactId: string, confirm: string) =>
    request<ErasureReceipt>(`${contactPath(contactId)}/erase`, { method: "POST", body: { confirm } }),

  list: (cursor: string | null, signal?: AbortSignal) =>
    request<ErasuresPage>(`/api/erasures${query({ limit: 50, cursor })}`, { signal }),
};
