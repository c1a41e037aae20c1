/** What went wrong with a request for a list, as a person who looks at the page has to know it. */

export class ListError extends Error {
  /** The status of the answer; 0 where there was none. */
  readonly status: number;
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.name = "ListError";
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const AGAIN = new Set([0, 429, 502, 503, 504]);
const MOST_TRIES = 3;
const LONGEST_WAIT = 60_000;

/** Whether the same question may be answered if it is asked once more. */
export function mayPass(error: Error): error is ListError {
  return error instanceof ListError && AGAIN.has(error.status);
}

/** For a query's `retry`: a server that is busy is asked again, one that refuses is not. */
export function retry(failures: number, error: Error): boolean {
  return failures < MOST_TRIES && mayPass(error);
}

/** For a query's `retryDelay`: as long as the server says (RFC 9110, 10.2.3), else twice as long each time. */
export function retryDelay(attempt: number, error: Error): number {
  const stated = error instanceof ListError ? error.retryAfter : undefined;
  return Math.min(stated ?? 500 * 2 ** attempt, LONGEST_WAIT);
}

/** The error that an answer other than a page is. */
export function refusal(response: Response, body: unknown): ListError {
  return new ListError(response.status, messageIn(body) ?? response.statusText, waitIn(response.headers));
}

function waitIn(headers: Headers): number | undefined {
  const written = headers.get("Retry-After");
  if (written === null) return undefined;
  const seconds = /^\d+$/.test(written) ? Number(written) : (Date.parse(written) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
}

/** Every vendor has another place for it: `error`, `error.message`, `message`, `detail`. */
function messageIn(body: unknown): string | undefined {
  if (typeof body === "string") return body || undefined;
  if (typeof body !== "object" || body === null) return undefined;
  const found = body as Record<string, unknown>;
  for (const member of ["message", "detail", "error"]) {
    const inner = messageIn(found[member]);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
