import type { ConversationFilter } from "@/api/hub";

export const TABS = {
  open: { label: "Open", filter: { state: "open" } },
  mine: { label: "Mine", filter: { state: "open", assignee: "me" } },
  unassigned: { label: "Unassigned", filter: { state: "open", assignee: "none" } },
  snoozed: { label: "Snoozed", filter: { state: "snoozed" } },
  done: { label: "Done", filter: { state: "closed" } },
} as const satisfies Record<string, { label: string; filter: ConversationFilter }>;

export type TabName = keyof typeof TABS;

export const TAB_NAMES = Object.keys(TABS) as TabName[];

export const isTabName = (name: string | undefined): name is TabName =>
  name !== undefined && Object.hasOwn(TABS, name);

/** The tab that holds what is in a state. */
export const TAB_OF = { open: "open", snoozed: "snoozed", closed: "done" } as const;

export const conversationUrl = (tab: TabName, id: string, search = ""): string =>
  `/inbox/${tab}/${encodeURIComponent(id)}${search}`;

/** A conversation at one of its messages, with the search that led there, if one did. */
export const messageUrl = (tab: TabName, id: string, messageId: string, q = ""): string =>
  conversationUrl(tab, id, `?${new URLSearchParams({ ...(q ? { q } : {}), message: messageId }).toString()}`);
