// REST from the desk: JSON in, JSON out, every refusal one ApiError whose words words/errors.ts owns.
import type { Problem } from "../wire/rest";

export class ApiError extends Error {
  constructor(
    /** HTTP status, or 0 when no answer came. */
    readonly status: number,
    /** The server's code, or "unreachable" | "unreadable_answer". */
    readonly code: string,
    readonly params: Record<string, unknown> = {},
  ) {
    super(code);
    this.name = "ApiError";
  }

  /** True when the same request may succeed a moment later. */
  get passing(): boolean {
    return (
      this.status === 0 || this.status === 408 || this.status === 429 || this.status === 502 || this.status === 503
    );
  }

  /** Codes by field of a `validation_failed`. */
  get fields(): Record<string, string> {
    const fields = this.params.fields;
    return this.code === "validation_failed" && fields && typeof fields === "object"
      ? (fields as Record<string, string>)
      : {};
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Options = { signal?: AbortSignal };

let signInAgain: (() => Promise<boolean>) | null = null;

/**
 * What to do when the sign-in has ended in the middle of work: the given function asks for the password in place and
 * answers true once signed in; the refused request is then sent again, so that no form or message is lost by it.
 */
export function whenSignInEnds(ask: (() => Promise<boolean>) | null): void {
  signInAgain = ask;
}

async function once<T>(method: Method, path: string, body: unknown, options: Options): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", headers: { accept: "application/json" } };
  if (body instanceof Blob) {
    init.body = body;
    init.headers = { accept: "application/json", "content-type": "application/octet-stream" };
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { accept: "application/json", "content-type": "application/json" };
  }
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, init);
  } catch (reason) {
    if (options.signal?.aborted) throw reason;
    throw new ApiError(0, "unreachable");
  }
  if (!response.ok) throw await refusal(response);
  if (response.status === 204 || response.headers.get("content-length") === "0") return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError(response.status, "unreadable_answer");
  }
}

/** Reads a problem answer; a proxy's HTML page still becomes an ApiError. */
export async function refusal(response: Response): Promise<ApiError> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
    if (typeof problem.code === "string") return new ApiError(response.status, problem.code, problem.params ?? {});
  } catch {
    // Not ours: fall through to a code by status.
  }
  return new ApiError(response.status, response.status >= 502 ? "unreachable" : "unreadable_answer");
}

async function call<T>(method: Method, path: string, body: unknown, options: Options = {}): Promise<T> {
  try {
    return await once<T>(method, path, body, options);
  } catch (error) {
    const ended = error instanceof ApiError && error.code === "not_signed_in";
    if (!ended || !signInAgain || !(await signInAgain())) throw error;
    return await once<T>(method, path, body, options);
  }
}

export const api = {
  get: <T>(path: string, options?: Options) => call<T>("GET", path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: Options) => call<T>("POST", path, body ?? {}, options),
  put: <T>(path: string, body: unknown, options?: Options) => call<T>("PUT", path, body, options),
  patch: <T>(path: string, body: unknown, options?: Options) => call<T>("PATCH", path, body, options),
  del: <T = void>(path: string, options?: Options) => call<T>("DELETE", path, undefined, options),
};

/** `path?a=1&b=2`, leaving out what is null or undefined. */
export function withQuery(path: string, query: Record<string, string | number | boolean | null | undefined>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}
