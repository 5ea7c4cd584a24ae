import { getCountryCallingCode, parsePhoneNumberFromString, type CountryCode, type MetadataJson } from "libphonenumber-js/core";
import { useSyncExternalStore } from "react";
import nanp from "virtual:nanp-metadata";

/** Numbers for reading: national at home, international from elsewhere. The hub decides what is a number. */
let metadata: MetadataJson = nanp;
let home = "1";
let country = "US";
let whole: Promise<void> | null = null;
const formatted = new Map<string, string>();
const listeners = new Set<() => void>();

function loadWhole(): Promise<void> {
  whole ??= import("@/format/every-country").then(
    (module) => {
      metadata = module.default;
      formatted.clear();
      for (const listener of listeners) listener();
    },
    (reason: unknown) => {
      whole = null;
      throw reason;
    },
  );
  return whole;
}

/** The country whose numbers need no country code. */
export const homeCountry = (): string => country;

/** Makes `next` the country whose numbers are shown in national format. */
export async function readNumbersIn(next: string): Promise<void> {
  if (!(next in nanp.countries)) await loadWhole();
  country = next;
  home = country in metadata.countries ? getCountryCallingCode(country as CountryCode, metadata) : "1";
  formatted.clear();
}

/** What is no number is shown as it is. */
export function formatPhone(address: string): string {
  const before = formatted.get(address);
  if (before !== undefined) return before;
  const parsed = parsePhoneNumberFromString(address, metadata);
  if (!parsed) {
    // Perhaps of a country that is not loaded yet.
    if (/^\+[2-9]\d{6,}$/.test(address) && metadata === nanp) loadWhole().catch(() => undefined);
    return address;
  }
  const text = parsed.countryCallingCode === home ? parsed.formatNational() : parsed.formatInternational();
  formatted.set(address, text);
  return text;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows numbers anew once the formats of further countries have come. */
export const useNumberFormats = (): unknown => useSyncExternalStore(subscribe, () => metadata);
