import type { QueryClient } from "@tanstack/react-query";
import { hub, type ConversationFilter } from "@/api/hub";
import type { Conversation, ConversationPatch, Entry, Event, Message } from "@/api/types";
import { contactIdOf } from "@/format/contact-id";
import { accountKeys, CALLS, SCHEDULED, staleAfter } from "@/live/account-events";
import { CAMPAIGNS, followCampaigns, TEMPLATES } from "@/live/campaign-events";
import { assumed, learn, withMessage, type Known } from "@/live/conversations";
import { callEntry, mergeEntries, messageEntry, noteEntry } from "@/live/entries";
import { begunAnew, heldWithoutErased, threadOf, withErased, withoutErased, type Erased } from "@/live/erased";
import { readUpTo } from "@/live/unread";

/** Where server state lives in the query cache. */
export const keys = {
  me: ["me"] as const,
  /** `Known`: written by answers and events, never fetched itself. */
  known: ["known"] as const,
  /** `Erased`: written by events, never fetched. */
  erased: ["erased"] as const,
  lists: ["conversations"] as const,
  list: (filter: ConversationFilter) => ["conversations", filter] as const,
  searches: ["search"] as const,
  search: (q: string) => ["search", q] as const,
  conversation: (id: string) => ["conversation", id] as const,
  timeline: (id: string) => ["timeline", id] as const,
  contacts: ["contact"] as const,
  contact: (id: string) => ["contact", id] as const,
  /** Entries that events brought, kept apart so that no fetch under way overwrites them. */
  arrivals: (id: string) => ["arrivals", id] as const,
};

/** Server state as the events change it. Components read the same keys with `useQuery`. */
export class HubCache {
  private readonly followCampaigns = followCampaigns((queryKey) => void this.client.invalidateQueries({ queryKey }));

  constructor(private readonly client: QueryClient) {
    const local = { staleTime: Infinity, gcTime: Infinity, structuralSharing: false };
    client.setQueryDefaults(keys.known, local);
    client.setQueryDefaults(keys.erased, local);
    client.setQueryDefaults(["arrivals"], local);
  }

  known(): Known {
    return this.client.getQueryData<Known>(keys.known) ?? {};
  }

  learn(conversations: readonly Conversation[]): void {
    const present = conversations.filter(({ id }) => !this.erased()[id]);
    this.client.setQueryData<Known>(keys.known, (known = {}) => learn(known, present));
  }

  private erased(): Erased {
    return this.client.getQueryData<Erased>(keys.erased) ?? {};
  }

  /** An answer without what was erased while it was under way, or is still listed. */
  present<Answer extends object>(answer: Answer): Answer {
    return withoutErased(answer, this.erased());
  }

  /** Forgets a conversation wherever this window holds something of it. */
  forget(id: string): void {
    const customer = this.known()[id]?.theirAddress;
    const erased = withErased(this.erased(), id);
    this.client.setQueryData<Erased>(keys.erased, erased);
    this.client.setQueryData<Known>(keys.known, (known = {}) => {
      return Object.fromEntries(Object.entries(known).filter(([held]) => held !== id));
    });
    for (const queryKey of [keys.lists, keys.searches, CALLS, SCHEDULED]) {
      this.client.setQueriesData<unknown>({ queryKey }, (held: unknown) => heldWithoutErased(held, erased));
    }
    const own = [keys.conversation(id), keys.timeline(id), keys.arrivals(id), ...(customer ? [keys.contact(contactIdOf(customer))] : [])];
    for (const queryKey of own) this.client.removeQueries({ queryKey });
  }

  /** Forgets a customer whom this window has just erased, before the events say so. */
  forgetCustomer(address: string): void {
    for (const { id, theirAddress } of Object.values(this.known())) if (theirAddress === address) this.forget(id);
  }

  /** Shows `patch` at once; the returned function takes it back unless newer news came. */
  assume(id: string, patch: ConversationPatch): () => void {
    const before = this.known()[id];
    if (!before) return () => undefined;
    this.hold(assumed(before, patch));
    return () => {
      if (this.known()[id]?.version === before.version) this.hold(before);
    };
  }

  /** Shows a conversation as this person has read it, before the hub says so. */
  assumeRead(id: string, userId: string, seen: number): void {
    const before = this.known()[id];
    if (before) this.hold(readUpTo(before, userId, seen));
  }

  apply(events: readonly Event[]): void {
    const unknown = new Set<string>();
    const changed = new Set<string>();
    for (const event of events) {
      const thread = threadOf(event);
      // A late report of what is gone; what begins anew says so by its conversation.
      if (thread && this.erased()[thread]) continue;
      if (event.type === "conversation_erased") {
        this.forget(event.data.conversationId);
      } else if (event.type === "conversation_updated") {
        this.client.setQueryData<Erased>(keys.erased, (erased = {}) => begunAnew(erased, event.data.conversation.id));
        this.learn([event.data.conversation]);
        changed.add(contactIdOf(event.data.conversation.theirAddress));
      } else if (event.type === "new_message" || event.type === "message_status_updated") {
        this.arrive(event.data.message);
        if (!this.known()[event.data.conversationId]) unknown.add(event.data.conversationId);
      } else if (event.type === "note_added" || event.type === "note_deleted") {
        this.enter(event.data.conversationId, noteEntry(event.data.note));
      } else if (event.type === "call_updated" || event.type === "new_voicemail") {
        this.enter(event.data.call.conversationId, callEntry(event.data.call));
      }
    }
    for (const id of unknown) if (!this.erased()[id]) void this.load(id);
    for (const id of changed) void this.client.invalidateQueries({ queryKey: keys.contact(id) });
    for (const queryKey of staleAfter(events)) void this.client.invalidateQueries({ queryKey });
    this.followCampaigns(events);
  }

  /** What failed while the hub was away, and is still on screen, is asked for again. */
  retryFailed(): void {
    void this.client.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
  }

  /** Everything may have changed: asks again for what is on screen, forgets the rest. */
  async reset(): Promise<void> {
    const known = this.known();
    const erased = this.erased();
    const arrived = new Set(this.client.getQueriesData<Entry[]>({ queryKey: ["arrivals"] }).flatMap(([, held]) => held ?? []));
    const loaded = [keys.lists, ["conversation"], ["timeline"], keys.contacts, SCHEDULED, CALLS, CAMPAIGNS, TEMPLATES, accountKeys.all];
    for (const queryKey of loaded) this.client.removeQueries({ queryKey, type: "inactive" });
    await Promise.all([keys.me, ...loaded].map((queryKey) => this.client.invalidateQueries({ queryKey })));
    // What came while the answers were under way is newer than they are, and stays.
    this.client.setQueryData<Known>(keys.known, (now = {}) =>
      Object.fromEntries(Object.entries(now).filter(([id, held]) => held !== known[id])),
    );
    // The answers lack what they name.
    this.client.setQueryData<Erased>(keys.erased, (now = {}) => {
      return Object.fromEntries(Object.keys(now).filter((id) => !erased[id]).map((id) => [id, true as const]));
    });
    this.client.setQueriesData<Entry[]>({ queryKey: ["arrivals"] }, (held = []) => held.filter((entry) => !arrived.has(entry)));
  }

  /** Asks the hub for one conversation, of which only a part is known. */
  async load(id: string): Promise<void> {
    await this.client.prefetchQuery({
      queryKey: keys.conversation(id),
      queryFn: async ({ signal }) => {
        const conversation = await hub.conversation(id, signal);
        this.learn([conversation]);
        return conversation;
      },
      staleTime: 0,
    });
  }

  private arrive(message: Message): void {
    this.enter(message.conversationId, messageEntry(message));
    const conversation = this.known()[message.conversationId];
    if (conversation) this.hold(withMessage(conversation, message));
  }

  /** Puts an entry into its thread. */
  enter(conversationId: string, entry: Entry): void {
    this.client.setQueryData<Entry[]>(keys.arrivals(conversationId), (held = []) => mergeEntries(held, [entry]));
  }

  private hold(conversation: Conversation): void {
    this.client.setQueryData<Known>(keys.known, (known = {}) => ({ ...known, [conversation.id]: conversation }));
  }
}
