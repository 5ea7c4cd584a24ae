import type { ErrorAnswer } from "@/api/types";

/** The hub answered, and said no. `message` is its sentence for the person. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
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
  const answer = await response.json().then(
    (body: Partial<ErrorAnswer> | null) => ({
      error: typeof body?.error === "string" ? body.error : fallback.error,
      code: typeof body?.code === "string" ? body.code : fallback.code,
    }),
    () => fallback,
  );
  return new ApiProblem(response.status, answer.code, answer.error);
}

/** A sentence for the person, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem || error instanceof Unreachable) return error.message;
  return "Something went wrong on this page. Reload it and try again.";
}
