import { ApiProblem, sentenceOf } from "@/api/problem";

const SENTENCES: Record<string, string> = {
  carrier_not_connected: "Connect Twilio first, under Integrations.",
  number_taken: "Somebody else bought this number a moment ago. Choose another one.",
  purchase_uncertain:
    "Twilio did not say whether the number was bought. It stands in your list as “buying”: Repair asks again and finishes it or drops it. You are not charged twice.",
  carrier_refused_purchase: "Twilio refused to sell it. Often the balance of the account is too low, or the country asks for documents: Twilio's console says which.",
  carrier_unavailable: "Twilio does not answer right now. Try again in a moment.",
  confirmation_needed: "Type the whole number to confirm.",
};

export const numberSentence = (error: unknown): string =>
  (error instanceof ApiProblem && SENTENCES[error.code]) || sentenceOf(error);
