import { e164Of } from "@/format/e164";

/** The customer's address, if that is what was typed, in any way that people write it; null if it is another. */
export function confirmedAddress(typed: string, address: string): string | null {
  const isSame = typed.replace(/\s/g, "") === address.replace(/\s/g, "");
  return isSame || e164Of(typed) === address ? address : null;
}
