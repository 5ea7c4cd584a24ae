/** The thread and all that is in it: its code comes behind the list's. */
export const loadThread = async () => ({ default: (await import("@/inbox/thread/conversation-pane")).ConversationPane });
