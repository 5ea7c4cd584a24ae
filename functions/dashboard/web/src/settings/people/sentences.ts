import { ApiProblem, sentenceOf } from "@/api/problem";

const SENTENCES: Record<string, string> = {
  last_owner: "This is the last owner. Make somebody else an owner first.",
  email_taken: "This email already has an account on the hub.",
  mail_unavailable: "The mail could not be sent. Nothing was lost: try again in a few minutes.",
  owner_only: "Only owners may do this. Your role was changed meanwhile.",
};

export const peopleSentence = (error: unknown): string =>
  (error instanceof ApiProblem && SENTENCES[error.code]) || sentenceOf(error);
