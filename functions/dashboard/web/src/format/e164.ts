import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/core";
import metadata from "@/format/every-country";
import { homeCountry } from "@/format/phone";

/** The number in E.164 as people write it at home or abroad; null if it can be none. */
export function e164Of(typed: string): string | null {
  const parsed = parsePhoneNumberFromString(typed.trim(), { defaultCountry: homeCountry() as CountryCode, extract: false }, metadata);
  // Whether anybody has it is not known here, only whether it could be one.
  return parsed?.isPossible() && !parsed.ext ? parsed.number : null;
}
