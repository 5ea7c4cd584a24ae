/** Under which name the session keeps what a person has written but not sent. */
export const draftKey = (userId: string, conversationId: string): string => `hub.draft.${userId}.${conversationId}`;
