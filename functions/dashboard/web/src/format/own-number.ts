import { formatPhone } from "@/format/phone";

interface Named {
  number: string;
  label: string;
}

/** What the team calls a number; nothing if that is the number itself. */
export const labelOf = ({ number, label }: Named): string => (label === number ? "" : label);

/** `Front desk · (201) 555-0123`. */
export const nameOfNumber = (own: Named): string => [labelOf(own), formatPhone(own.number)].filter(Boolean).join(" · ");
