/** One request and its whole JSON reply, which arrives within a time limit or not at all. */

import { type ApiError, networkError, ownError, parseJson, problemOf } from "../protocol/index.ts";
import { type Clock, untilAborted, Watchdog } from "../runtime/index.ts";

/** How long a server that is not asked to wait may be silent. */
const SILENCE_MS = 15_000;

export interface FetchJsonOptions {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** How long the server was asked to wait before it replies; default 0. */
  readonly waitMs?: number;
  readonly onHead?: (response: Response) => void;
}

interface Reply {
  /** The value of the JSON; undefined where there is no body (204). */
  readonly value: unknown;
  /** The body, as it came. */
  readonly body: string;
}

/**
 * Sends a request and reads its reply to the end.
 *
 * @throws ApiError if the server refuses, cannot be reached, or is silent for too long
 * @throws DecodeError if the reply is no JSON
 */
export async function fetchJson(
  url: string,
  init: RequestInit,
  options: FetchJsonOptions,
): Promise<Reply> {
  const { clock, signal, waitMs = 0 } = options;
  const attempt = new AbortController();
  const limitMs = SILENCE_MS + waitMs;
  const watchdog = new Watchdog(clock, limitMs, () => attempt.abort(silenceError(limitMs)));
  const leave = (): void => attempt.abort(signal?.reason);
  signal?.addEventListener("abort", leave);
  if (signal?.aborted === true) leave();
  try {
    const reply = read(url, { ...init, signal: attempt.signal }, options, watchdog);
    // A given `fetch`, or headers that are waited for, may know of no signal.
    return await untilAborted(reply, attempt.signal);
  } finally {
    watchdog.stop();
    signal?.removeEventListener("abort", leave);
  }
}

/** The error for a server that took a request, or holds a stream open, and says nothing. */
export function silenceError(limitMs: number): ApiError {
  return ownError("timeout", `The server has said nothing for ${limitMs / 1000} seconds.`, true);
}

async function read(
  url: string,
  init: RequestInit,
  { fetch: request, onHead }: FetchJsonOptions,
  watchdog: Watchdog,
): Promise<Reply> {
  const response = await request(url, init);
  watchdog.feed();
  onHead?.(response);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return { value: undefined, body: "" };
  const body = await bodyOf(response, watchdog).catch((cause: unknown) => {
    throw networkError(cause);
  });
  const type = response.headers.get("content-type") ?? "something";
  return { value: parseJson(body, `the reply (${type})`), body };
}

/** The body as text. One that comes slowly is not silent. */
async function bodyOf(response: Response, watchdog: Watchdog): Promise<string> {
  const decoder = new TextDecoder();
  // Some environments give no stream.
  const reader = response.body?.getReader();
  if (reader === undefined) {
    return decoder.decode(await response.arrayBuffer());
  }
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    watchdog.feed();
    text += decoder.decode(value, { stream: true });
  }
}
