import type { InvitationOffer } from "@/api/account-types";
import { problemOf, Unreachable } from "@/api/problem";
import type { components } from "@/api/schema";

export type SharedCall = components["schemas"]["SharedReply"];

async function answerOf<Answer>(asked: Promise<Response>): Promise<Answer> {
  const response = await asked.catch((cause: unknown) => {
    throw new Unreachable({ cause });
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Answer;
}

const ask = <Answer>(path: string, body: object): Promise<Answer> =>
  answerOf(fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));

/** Routes that need no session and give none; `session.enter` has those that give one. */
export const openHub = {
  askForReset: (email: string) => ask<{ sent: boolean }>("/auth/reset", { email }),
  sharedCall: (token: string) => answerOf<SharedCall>(fetch(`/api/shared-calls/${encodeURIComponent(token)}`)),
  invitation: (token: string) => ask<InvitationOffer>("/auth/invitation", { token }),
};
