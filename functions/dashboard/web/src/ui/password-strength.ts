export const PASSWORD_LENGTH = 10;

export interface Strength {
  /** Of three. */
  level: 0 | 1 | 2 | 3;
  words: string;
}

/** A hint while a new password is typed; what is weak is for the hub to say. */
export function strengthOf(password: string): Strength {
  const length = [...password].length;
  if (length === 0) return { level: 0, words: `At least ${PASSWORD_LENGTH} characters. A few unrelated words make a good one.` };
  const missing = PASSWORD_LENGTH - length;
  if (missing > 0) return { level: 1, words: missing === 1 ? "1 more character" : `${missing} more characters` };
  const different = new Set(password.toLowerCase()).size;
  if (different < 5) return { level: 1, words: "Easy to guess: use more different characters" };
  return length >= 14 && different >= 8 ? { level: 3, words: "Strong" } : { level: 2, words: "Good. Longer is stronger." };
}
