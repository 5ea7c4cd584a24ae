import { problemOf, Unreachable } from "@/api/problem";
import { session } from "@/session/this-session";

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH";
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function attempt(path: string, token: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, ...options.headers };
  if (options.body) headers["content-type"] = "application/json";
  try {
    return await fetch(path, {
      method: options.method ?? "GET",
      headers,
      ...(options.body ? { body: JSON.stringify(options.body) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Unreachable({ cause });
  }
}

/**
 * One call to the hub. An expired token is replaced once and the call repeated.
 *
 * Throws `ApiProblem` when the hub refuses and `Unreachable` when it does not answer.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const token = await session.accessToken();
  let response = await attempt(path, token, options);
  if (response.status === 401) {
    response = await attempt(path, await session.tokenAfter(token), options);
    if (response.status === 401) session.signOut(true);
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Answer;
}
