import { ApiProblem, sentenceOf } from "@/api/problem";

const SENTENCES: Record<string, string> = {
  invalid_credentials: "The email or the password is not right. Check both and try again.",
  sign_up_closed: "This hub takes no new organizations right now. If yours is already here, ask an owner to invite you.",
  email_taken: "This email already has an account. Sign in with it, or reset its password.",
  weak_password: "This password is too easy to guess. Use at least 10 characters, and not your email address.",
  link_expired: "This link has expired or was used before.",
};

/** For everything that can go wrong before someone is signed in. */
export function entranceSentence(error: unknown): string {
  if (!(error instanceof ApiProblem)) return sentenceOf(error);
  if (error.status === 429) return `Too many tries. Wait ${waitOf(error)} and try again.`;
  return SENTENCES[error.code] ?? sentenceOf(error);
}

function waitOf(problem: ApiProblem): string {
  const seconds = problem.details["retryAfterSeconds"];
  if (typeof seconds !== "number" || seconds > 45) {
    const minutes = typeof seconds === "number" ? Math.ceil(seconds / 60) : 1;
    return minutes <= 1 ? "a minute" : `${minutes} minutes`;
  }
  return seconds <= 1 ? "a second" : `${seconds} seconds`;
}
