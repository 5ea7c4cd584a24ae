import type { NumberKind, NumberSearch } from "@/api/account-types";

/** A search for numbers as the address bar keeps it. */

export const KINDS: Record<NumberKind, string> = { local: "Local", tollFree: "Toll-free", mobile: "Mobile" };

export interface Wanted {
  country: string;
  kind: NumberKind;
  areaCode: string;
  contains: string;
}

const isKind = (kind: string | null): kind is NumberKind => kind !== null && Object.hasOwn(KINDS, kind);

export function wantedIn(parameters: URLSearchParams, home: string): Wanted {
  const kind = parameters.get("kind");
  return {
    country: parameters.get("country") ?? home,
    kind: isKind(kind) ? kind : "local",
    areaCode: parameters.get("areaCode") ?? "",
    contains: parameters.get("contains") ?? "",
  };
}

export const parametersOf = ({ country, kind, areaCode, contains }: Wanted): Record<string, string> => ({
  country,
  kind,
  ...(areaCode.trim() ? { areaCode: areaCode.trim() } : {}),
  ...(contains.trim() ? { contains: contains.trim() } : {}),
});

/** Null before the first search. A number that cannot text is of no use here. */
export function searchIn(parameters: URLSearchParams, home: string): NumberSearch | null {
  if (!parameters.has("country")) return null;
  const { country, kind, areaCode, contains } = wantedIn(parameters, home);
  return { country, kind, sms: true, ...(areaCode ? { areaCode } : {}), ...(contains ? { contains } : {}) };
}

/** What is wrong with it, by field. */
export function problemsOf({ areaCode, contains }: Wanted): { areaCode?: string; contains?: string } {
  return {
    ...(/^(\d{3})?$/.test(areaCode.trim()) ? {} : { areaCode: "Three digits, such as 415" }),
    ...(/^([0-9A-Za-z*]{2,16})?$/.test(contains.trim()) ? {} : { contains: "Digits or letters, such as 555 or TEETH" }),
  };
}
