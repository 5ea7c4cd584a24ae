export const BODY_LIMIT = 1600;

/** Characters of the message as it will be sent, without the spaces around it. */
export const lengthOf = (text: string): number => [...text.trim()].length;

export const maySendText = (text: string): boolean => text.trim() !== "" && lengthOf(text) <= BODY_LIMIT;
