/** The requests that all transports send: one asks a question, the other follows an answer. Pure. */

import type { SentQuestion } from "../protocol/index.ts";
import type { WireRequest } from "./observer.ts";

/** What of a request does not depend on the transport that sends it. */
export type PlainRequest = Omit<WireRequest, "transport">;

/**
 * The request that asks. The answer's id is its idempotency key, so that however often it is sent
 * the question is asked once.
 *
 * @param accept the media type of the reply
 */
export function askRequest(baseUrl: string, question: SentQuestion, accept: string): PlainRequest {
  const answerId = question.ids.answer;
  return {
    answerId,
    method: "POST",
    url: `${baseUrl}/api/answers`,
    headers: {
      Accept: accept,
      "Content-Type": "application/json",
      "Idempotency-Key": answerId,
    },
    body: JSON.stringify(question),
  };
}

/** What of an answer's events is asked for. */
export interface EventsWanted {
  /** The cursor behind which they begin; null: at the start of the current epoch. */
  readonly after: string | null;
  /** For how many seconds the server may wait for the first of them; null: not at all. */
  readonly waitS?: number | null;
}

/**
 * The request that reads an answer's events.
 *
 * @param accept the media type of the reply; null for a WebSocket, which sets no headers
 */
export function eventsRequest(
  baseUrl: string,
  answerId: string,
  { after, waitS = null }: EventsWanted,
  accept: string | null,
): PlainRequest {
  const query = new URLSearchParams();
  if (waitS !== null) query.set("wait", String(waitS));
  if (after !== null) query.set("after", after);
  const url = `${baseUrl}/api/answers/${encodeURIComponent(answerId)}/events`;
  const search = query.toString();
  return {
    answerId,
    method: "GET",
    url: search === "" ? url : `${url}?${search}`,
    headers: accept === null ? {} : { Accept: accept },
    body: null,
  };
}

/** The request as `fetch` takes it. A reply from a cache would be an old one. */
export function initOf(
  { method, headers, body }: PlainRequest,
  signal: AbortSignal,
): RequestInit & { signal: AbortSignal } {
  return { method, headers, body, signal, cache: "no-store" };
}
