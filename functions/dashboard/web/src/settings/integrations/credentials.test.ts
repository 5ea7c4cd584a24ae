import { expect, test } from "vitest";
import { credentialsOf, credentialsSchema, NO_CREDENTIALS } from "@/settings/integrations/credentials";

const HEX = "0123456789abcdef0123456789abcdef";
const own = { ...NO_CREDENTIALS, accountSid: `AC${HEX}`, authToken: HEX };
const key = { apiKeySid: `SK${HEX}`, apiKeySecret: "the-secret" };

test("an account and its token are enough, and no empty key is sent", () => {
  expect(credentialsOf(credentialsSchema.parse({ ...own, authToken: ` ${HEX}\n` }))).toEqual({ accountSid: `AC${HEX}`, authToken: HEX });
  expect(credentialsOf(credentialsSchema.parse({ ...own, ...key }))).toEqual({ accountSid: `AC${HEX}`, authToken: HEX, ...key });
});

test.each([
  ["accountSid", { accountSid: `SK${HEX}` }],
  ["accountSid", { accountSid: "AC123" }],
  ["authToken", { authToken: "short" }],
  ["apiKeySid", { apiKeySid: `AC${HEX}`, apiKeySecret: "x" }],
  ["apiKeySecret", { apiKeySid: `SK${HEX}` }],
  ["apiKeySid", { apiKeySecret: "x" }],
])("%s is refused: %j", (field, fields) => {
  expect(credentialsSchema.safeParse({ ...own, ...fields }).error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
