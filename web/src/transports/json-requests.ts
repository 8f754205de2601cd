/** The requests of an answer that are answered in JSON: asking, and one page of its events. */

import {
  decodeAsked,
  decodeEventPage,
  type EventPage,
  type SentQuestion,
} from "../protocol/index.ts";
import { type Clock, systemClock } from "../runtime/index.ts";
import type { TransportName } from "./choice.ts";
import { fetchJson } from "./fetch-json.ts";
import { noObserver, type StreamObserver, untilClosed, type WireObserver } from "./observer.ts";
import {
  askRequest,
  type EventsWanted,
  eventsRequest,
  initOf,
  type PlainRequest,
} from "./requests.ts";
import { type ServerOptions, serverAt } from "./server.ts";

export interface JsonOptions extends ServerOptions {
  readonly observer?: StreamObserver;
  readonly clock?: Clock;
}

export interface JsonRequests {
  /** @throws ApiError if the server refuses, or cannot be reached */
  ask(question: SentQuestion, signal: AbortSignal): Promise<void>;
  /**
   * The events that are there, or those that come first while the server waits.
   *
   * @throws ApiError if the server refuses, or cannot be reached
   */
  events(answerId: string, wanted: EventsWanted, signal: AbortSignal): Promise<EventPage>;
}

const JSON_TYPE = "application/json";

/** The requests, as `transport` sends them. */
export function jsonRequests(options: JsonOptions, transport: TransportName): JsonRequests {
  const { observer = noObserver, clock = systemClock } = options;
  const { baseUrl, fetch: request } = serverAt(options);

  /** Sends one; `take` gets the value of the reply, and its body. */
  function send<T>(
    plain: PlainRequest,
    signal: AbortSignal,
    waitMs: number,
    take: (wire: WireObserver, value: unknown, body: string) => T,
  ): Promise<T> {
    const wire = observer.opening({ transport, ...plain });
    const onHead = (head: Response): void => wire.head(head.status, head.headers);
    const how = { fetch: request, clock, signal, waitMs, onHead };
    const reply = fetchJson(plain.url, initOf(plain, signal), how);
    const taken = reply.then(({ value, body }) => take(wire, value, body));
    return untilClosed(wire, signal, taken);
  }

  return {
    ask: (question, signal) =>
      send(askRequest(baseUrl, question, JSON_TYPE), signal, 0, (wire, value, body) => {
        wire.chunk(body, []);
        decodeAsked(value);
      }),
    events(answerId, wanted, signal) {
      const waitMs = (wanted.waitS ?? 0) * 1000;
      const plain = eventsRequest(baseUrl, answerId, wanted, JSON_TYPE);
      return send(plain, signal, waitMs, (wire, value, body) => {
        let frames: EventPage["frames"] = [];
        try {
          const page = decodeEventPage(value);
          frames = page.frames;
          return page;
        } finally {
          wire.chunk(body, frames);
        }
      });
    },
  };
}
