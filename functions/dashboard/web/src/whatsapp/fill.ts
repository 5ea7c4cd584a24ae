import type { Template } from "@/api/types";

export type Values = Record<string, string>;

/** The text as the customer will read it; a gap without a value stays to be seen. */
export function fill(body: string, values: Values): string {
  return body.replace(/\{\{\s*(\w+)\s*\}\}/g, (gap, name: string) => values[name]?.trim() || gap);
}

/** Whether every gap has a value. */
export const isFilled = (template: Template, values: Values): boolean =>
  template.variables.every(({ name }) => (values[name] ?? "").trim() !== "");
