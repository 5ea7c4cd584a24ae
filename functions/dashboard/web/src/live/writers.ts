/** The people who write in each conversation. */
export type Writing = Readonly<Record<string, readonly string[]>>;

/** Without another word somebody stopped. */
const STOPPED_MS = 6_000;

/** Who writes where, as teammates' browsers say every few seconds. */
export class Writers {
  private writing: Writing = {};
  private readonly ends = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Writing => this.writing;

  heard(conversationId: string, userId: string): void {
    const key = `${conversationId} ${userId}`;
    clearTimeout(this.ends.get(key));
    this.ends.set(
      key,
      setTimeout(() => this.stopped(conversationId, userId), STOPPED_MS),
    );
    const people = this.writing[conversationId] ?? [];
    if (!people.includes(userId)) this.become(conversationId, [...people, userId]);
  }

  /** What somebody wrote has arrived, or they write no more. */
  stopped(conversationId: string, userId: string): void {
    const key = `${conversationId} ${userId}`;
    clearTimeout(this.ends.get(key));
    if (!this.ends.delete(key)) return;
    this.become(conversationId, (this.writing[conversationId] ?? []).filter((id) => id !== userId));
  }

  private become(conversationId: string, people: readonly string[]): void {
    this.writing = { ...this.writing, [conversationId]: people };
    for (const listener of this.listeners) listener();
  }
}
