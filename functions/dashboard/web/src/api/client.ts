import { problemOf, Unreachable } from "@/api/problem";
import { session } from "@/session/this-session";

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
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
async function call(path: string, options: RequestOptions): Promise<Response> {
  const token = await session.accessToken();
  let response = await attempt(path, token, options);
  if (response.status === 401) {
    response = await attempt(path, await session.tokenAfter(token), options);
    if (response.status === 401) session.signOut(true);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  return (await (await call(path, options)).json()) as Answer;
}

/** For routes that answer with nothing. */
export async function order(path: string, options: RequestOptions): Promise<void> {
  await call(path, options);
}

/** For routes that answer with a file. */
export async function download(path: string, options: RequestOptions = {}): Promise<Blob> {
  return (await call(path, options)).blob();
}
