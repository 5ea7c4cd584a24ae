import type { ErrorAnswer } from "@/api/types";

/** The hub answered, and said no. `message` is its sentence for the person. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
    /** What else the answer says: `field`, `current`, `retryAfterSeconds`. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence);
    this.name = "ApiProblem";
  }

  /** The same request may well be accepted later. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429;
  }
}

/** The hub did not answer: whether it acted on the request is not known. */
export class Unreachable extends Error {
  constructor(options?: ErrorOptions) {
    super("Can't reach the hub. Check your connection.", options);
    this.name = "Unreachable";
  }
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const fallback: ErrorAnswer =
    response.status >= 500
      ? { error: "The hub has a problem right now. Try again in a moment.", code: "unavailable" }
      : { error: "The hub refused this request.", code: "unknown" };
  const body = await response.json().then(
    (answer: unknown) => (typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {}),
    () => ({}) as Record<string, unknown>,
  );
  const { error, code, ...details } = body;
  return new ApiProblem(
    response.status,
    typeof code === "string" ? code : fallback.code,
    typeof error === "string" ? error : fallback.error,
    { ...details, ...retryAfterOf(response) },
  );
}

function retryAfterOf(response: Response): { retryAfterSeconds?: number } {
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return Number.isNaN(seconds) ? {} : { retryAfterSeconds: seconds };
}

/** Whether the hub refused with one of these codes. */
export const isProblem = (error: unknown, ...codes: string[]): error is ApiProblem =>
  error instanceof ApiProblem && codes.includes(error.code);

/** A sentence for the person, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem || error instanceof Unreachable) return error.message;
  return "Something went wrong on this page. Reload it and try again.";
}
