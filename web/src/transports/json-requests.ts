/** The requests of an answer that are answered in JSON: asking, and one page of its events. */

import {
  type Answer,
  type AskRequest,
  decodeAsked,
  decodeEventPage,
  type EventPage,
  networkError,
  problemOf,
} from "../protocol/index.ts";
import type { TransportName } from "./choose.ts";
import { nobody, type StreamObserver, untilClosed, type WireObserver } from "./observer.ts";
import { type ServerOptions, serverAt } from "./server.ts";

export interface JsonOptions extends ServerOptions {
  readonly observer?: StreamObserver;
}

export interface JsonRequests {
  /** @throws ApiError if the server refuses, or cannot be reached */
  ask(body: AskRequest, key: string, signal: AbortSignal): Promise<Answer>;
  /**
   * What lies behind `cursor`: at once, or as soon as there is something within `waitS` seconds.
   *
   * @throws ApiError if the server refuses, or cannot be reached
   */
  events(
    answerId: string,
    cursor: string | null,
    waitS: number | null,
    signal: AbortSignal,
  ): Promise<EventPage>;
}

/** `transport`: the one whose requests these are. */
export function jsonRequests(options: JsonOptions, transport: TransportName): JsonRequests {
  const { observer = nobody } = options;
  const { baseUrl, fetch: request } = serverAt(options);

  return {
    ask(question, key, signal) {
      const url = `${baseUrl}/api/answers`;
      const headers = {
        Accept: "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
      };
      const sent = { method: "POST", headers, body: JSON.stringify(question) } as const;
      const wire = observer.opening({ transport, answerId: null, key, url, ...sent });
      const reply = exchange(wire, request(url, { ...sent, signal }), (value, bytes) => {
        const { answer } = decodeAsked(value);
        wire.named(answer.id);
        wire.chunk(bytes, []);
        return answer;
      });
      return untilClosed(wire, signal, reply);
    },
    events(answerId, cursor, waitS, signal) {
      const query = new URLSearchParams();
      if (waitS !== null) query.set("wait", String(waitS));
      if (cursor !== null) query.set("after", cursor);
      const url = `${baseUrl}/api/answers/${encodeURIComponent(answerId)}/events?${query}`;
      const headers = { Accept: "application/json" };
      const subject = { transport, answerId, key: null };
      const wire = observer.opening({ ...subject, method: "GET", url, headers, body: null });
      const sent = request(url, { headers, signal, cache: "no-store" });
      const reply = exchange(wire, sent, (value, bytes) => {
        const page = decodeEventPage(value);
        wire.chunk(bytes, page.frames);
        return page;
      });
      return untilClosed(wire, signal, reply);
    },
  };
}

/** One request and its reply; `take` gets what the reply says, and how many bytes it has. */
async function exchange<T>(
  wire: WireObserver,
  sent: Promise<Response>,
  take: (value: unknown, bytes: number) => T,
): Promise<T> {
  const [value, bytes] = await json(wire, sent);
  return take(value, bytes);
}

async function json(wire: WireObserver, sent: Promise<Response>): Promise<[unknown, number]> {
  try {
    const response = await sent;
    wire.head(response.status, response.headers);
    if (!response.ok) throw await problemOf(response);
    const body = await response.arrayBuffer();
    return [JSON.parse(new TextDecoder().decode(body)), body.byteLength];
  } catch (error) {
    throw error instanceof Error && error.name === "ApiError" ? error : networkError(error);
  }
}
