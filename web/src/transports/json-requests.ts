/** The requests of an answer that are answered in JSON: asking, and one page of its events. */

import {
  type AskRequest,
  decodeAsked,
  decodeEventPage,
  type EventPage,
} from "../protocol/index.ts";
import { type Clock, systemClock } from "../runtime/index.ts";
import type { TransportName } from "./choose.ts";
import { exchange } from "./exchange.ts";
import { noObserver, type StreamObserver, untilClosed, type WireObserver } from "./observer.ts";
import { type ServerOptions, serverAt } from "./server.ts";

export interface JsonOptions extends ServerOptions {
  readonly observer?: StreamObserver;
  readonly clock?: Clock;
}

export interface JsonRequests {
  /** @throws ApiError if the server refuses, or cannot be reached */
  ask(body: AskRequest, answerId: string, signal: AbortSignal): Promise<void>;
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
  const { observer = noObserver, clock = systemClock } = options;
  const { baseUrl, fetch: request } = serverAt(options);

  /** One request over `wire`; `take` gets what the reply says, and how many bytes it has. */
  function over<T>(
    wire: WireObserver,
    url: string,
    init: RequestInit & { signal: AbortSignal },
    waitMs: number,
    take: (value: unknown, bytes: number) => T,
  ): Promise<T> {
    const { signal } = init;
    const onHead = (head: Response): void => wire.head(head.status, head.headers);
    const reply = exchange(url, init, { fetch: request, clock, signal, waitMs, onHead });
    const taken = reply.then(({ value, bytes }) => take(value, bytes));
    return untilClosed(wire, signal, taken);
  }

  return {
    ask(question, answerId, signal) {
      const url = `${baseUrl}/api/answers`;
      const headers = {
        Accept: "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": answerId,
      };
      const sent = { method: "POST", headers, body: JSON.stringify(question) } as const;
      const wire = observer.opening({ transport, answerId, url, ...sent });
      return over(wire, url, { ...sent, signal }, 0, (value, bytes) => {
        decodeAsked(value);
        wire.chunk(bytes, []);
      });
    },
    events(answerId, cursor, waitS, signal) {
      const query = new URLSearchParams();
      if (waitS !== null) query.set("wait", String(waitS));
      if (cursor !== null) query.set("after", cursor);
      const url = `${baseUrl}/api/answers/${encodeURIComponent(answerId)}/events?${query}`;
      const headers = { Accept: "application/json" };
      const wire = observer.opening({
        transport,
        answerId,
        method: "GET",
        url,
        headers,
        body: null,
      });
      const init = { headers, signal, cache: "no-store" } as const;
      return over(wire, url, init, (waitS ?? 0) * 1000, (value, bytes) => {
        const page = decodeEventPage(value);
        wire.chunk(bytes, page.frames);
        return page;
      });
    },
  };
}
