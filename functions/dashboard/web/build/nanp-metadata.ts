import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const NAME = "virtual:nanp-metadata";

interface Metadata {
  version: number;
  country_calling_codes: Record<string, string[]>;
  countries: Record<string, unknown>;
  nonGeographic?: Record<string, unknown>;
}

/**
 * The part of libphonenumber's metadata that calling code 1 needs: two of its
 * nineteen kilobytes. The whole is loaded only once another country shows up.
 */
export function nanpMetadata(): Plugin {
  return {
    name: "nanp-metadata",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null;
      const path = createRequire(import.meta.url).resolve("libphonenumber-js/metadata.min.json");
      const { version, country_calling_codes, countries } = JSON.parse(await readFile(path, "utf8")) as Metadata;
      const codes = country_calling_codes["1"] ?? [];
      const kept: Metadata = {
        version,
        country_calling_codes: { "1": codes },
        countries: Object.fromEntries(codes.map((code) => [code, countries[code]])),
        nonGeographic: {},
      };
      return `export default ${JSON.stringify(kept)}`;
    },
  };
}
