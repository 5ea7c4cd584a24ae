import { ApiProblem, sentenceOf } from "@/api/problem";

const UNCERTAIN =
  "Twilio's answer got lost on the way, so it may or may not have happened. The number stands in your list: Repair asks again and finishes it or drops it. You are not charged twice.";

const SENTENCES: Record<string, string> = {
  carrier_not_connected: "Connect Twilio first, under Integrations.",
  number_taken: "Somebody else bought this number a moment ago. Choose another one.",
  purchase_uncertain: UNCERTAIN,
  carrier_answer_lost: UNCERTAIN,
  carrier_stopped: "Twilio refuses our credentials. Put them right under Integrations, then try again.",
  carrier_refused_purchase: "Twilio refused to sell it. Often the balance of the account is too low, or the country asks for documents: Twilio's console says which.",
  carrier_unavailable: "Twilio does not answer right now. Try again in a moment.",
  confirmation_needed: "Type the whole number to confirm.",
};

export const numberSentence = (error: unknown): string =>
  (error instanceof ApiProblem && SENTENCES[error.code]) || sentenceOf(error);
