import type { TwilioCredentials } from "@/api/account-types";
import { ApiProblem, sentenceOf } from "@/api/problem";
import { optional, z } from "@/forms/schema";

const hex = (prefix: string, words: string) => z.string().trim().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), words);

export const authToken = z.string().trim().regex(/^\S{16,128}$/, "Paste the whole auth token, 32 letters and digits");

export const credentialsSchema = z
  .object({
    accountSid: hex("AC", "An account SID is AC and 32 letters and digits"),
    authToken,
    apiKeySid: optional(hex("SK", "An API key SID is SK and 32 letters and digits")),
    apiKeySecret: z.string().trim(),
  })
  .superRefine(({ apiKeySid, apiKeySecret }, context) => {
    if (apiKeySid !== "" && apiKeySecret === "") {
      context.addIssue({ code: "custom", path: ["apiKeySecret"], message: "The API key needs its secret" });
    }
    if (apiKeySid === "" && apiKeySecret !== "") {
      context.addIssue({ code: "custom", path: ["apiKeySid"], message: "This secret needs its API key SID" });
    }
  });

export type Credentials = z.infer<typeof credentialsSchema>;

export const NO_CREDENTIALS: Credentials = { accountSid: "", authToken: "", apiKeySid: "", apiKeySecret: "" };

/** Without the API key where there is none. */
export const credentialsOf = ({ accountSid, authToken, apiKeySid, apiKeySecret }: Credentials): TwilioCredentials => ({
  accountSid,
  authToken,
  ...(apiKeySid ? { apiKeySid, apiKeySecret } : {}),
});

const SENTENCES: Record<string, string> = {
  account_suspended: "Twilio has suspended this account. Sign in to Twilio's console: it says why and what to do.",
  numbers_in_use: "Numbers of the connected account are still here. Release them under Numbers first, or connect the same account again.",
  carrier_unavailable: "Twilio does not answer right now. Nothing was changed: try again in a moment.",
  already_connected: "An account is connected already. Disconnect it first.",
  not_offered: "This hub makes no Twilio accounts. Connect your own.",
};

export const twilioSentence = (error: unknown): string =>
  (error instanceof ApiProblem && SENTENCES[error.code]) || sentenceOf(error);
