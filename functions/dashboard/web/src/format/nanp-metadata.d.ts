declare module "virtual:nanp-metadata" {
  import type { MetadataJson } from "libphonenumber-js/core";
  const metadata: MetadataJson;
  export default metadata;
}
