/** The same rule as the hub's: letters, digits and `_` between double braces. */
const VARIABLE = /\{\{\s*([\p{L}\p{N}_]{1,40})\s*\}\}/gu;

export type Values = Record<string, string | undefined>;

export const variablesIn = (body: string): string[] => [...new Set([...body.matchAll(VARIABLE)].map(([, name]) => name ?? ""))];

/** What is known of everybody: their number, and with a name its first word. */
export function knownOf(number: string, name: string | null | undefined): Values {
  const whole = name?.trim();
  return { number, ...(whole ? { name: whole, first_name: whole.split(/\s+/u)[0] } : {}) };
}

/** The text with what is known filled in; what is not known stays, so that a person sees it. */
export const fillIn = (body: string, values: Values): string => body.replaceAll(VARIABLE, (whole, name: string) => values[name]?.trim() || whole);
