import type { InvitationOffer } from "@/api/account-types";
import { problemOf, Unreachable } from "@/api/problem";

async function ask<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new Unreachable({ cause });
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Answer;
}

/** Routes that need no session and give none; `session.enter` has those that give one. */
export const openHub = {
  askForReset: (email: string) => ask<{ sent: boolean }>("/auth/reset", { email }),
  invitation: (token: string) => ask<InvitationOffer>("/auth/invitation", { token }),
};
