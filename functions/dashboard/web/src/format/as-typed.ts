import { AsYouType, type CountryCode } from "libphonenumber-js/core";
import metadata from "@/format/every-country";

/** What the field shows while a number is typed at its end. */
export function formatAsTyped(typed: string, country: string): string {
  if (!/^[\d\s()+.-]+$/.test(typed)) return typed;
  return new AsYouType(country as CountryCode, metadata).input(typed);
}
