/**
 * Server-Sent Events read with fetch, so that asking and streaming can be one POST, headers can
 * be set, and heartbeats and HTTP errors are visible.
 */

import { type AskRequest, DecodeError, decodeFrame } from "../protocol/index.ts";
import { jsonOf, type MessageSink, readEventStream } from "./event-stream.ts";
import { noObserver, type StreamObserver, untilClosed, type WireObserver } from "./observer.ts";
import { type ServerOptions, serverAt } from "./server.ts";
import type { Outcome, Sink, Transport } from "./transport.ts";

export interface SseOptions extends ServerOptions {
  readonly observer?: StreamObserver;
}

/** Follows answers over Server-Sent Events. */
export function sseTransport(options: SseOptions = {}): Transport {
  const { observer = noObserver } = options;
  const { baseUrl, fetch: request } = serverAt(options);

  function read(
    wire: WireObserver,
    url: string,
    init: RequestInit & { signal: AbortSignal },
    sink: Sink,
  ): Promise<Outcome> {
    const pending = request(url, init).then((response) => {
      wire.head(response.status, response.headers);
      return response;
    });
    const frames = frameSink(wire, sink);
    const reading = readEventStream(pending, frames, init.signal).then((outcome) => {
      frames.onEnd();
      return outcome;
    });
    return untilClosed(wire, init.signal, reading);
  }

  return {
    follow(answerId, after, sink, signal) {
      const query = after === null ? "" : `?after=${encodeURIComponent(after)}`;
      const url = `${baseUrl}/api/answers/${encodeURIComponent(answerId)}/events${query}`;
      const headers = { Accept: "text/event-stream" };
      const asked = {
        transport: "sse",
        answerId,
        method: "GET",
        url,
        headers,
        body: null,
      } as const;
      const wire = observer.opening(asked);
      return read(wire, url, { headers, signal, cache: "no-store" }, sink);
    },
    ask(question: AskRequest, answerId: string, sink, signal) {
      const url = `${baseUrl}/api/answers`;
      const headers = {
        Accept: "text/event-stream",
        "Content-Type": "application/json",
        "Idempotency-Key": answerId,
      };
      const sent = { method: "POST", headers, body: JSON.stringify(question) } as const;
      const wire = observer.opening({ transport: "sse", answerId, url, ...sent });
      return read(wire, url, { ...sent, signal }, sink);
    },
  };
}

/** More events than this that are not known, and none that is, come from another kind of server. */
const MAX_UNKNOWN = 100;

function frameSink(wire: WireObserver, sink: Sink): MessageSink & { onEnd: () => void } {
  let unknown = 0;
  let known = false;
  const refuse = (): never => {
    throw new DecodeError("none of the events that it sent is known");
  };
  return {
    onEnd: () => {
      if (unknown > 0 && !known) refuse();
    },
    onOpen: () => sink.onOpen(),
    onChunk: (messages, bytes) => {
      sink.onBytes();
      const frames = messages.flatMap(
        (message) => decodeFrame(message.id, message.event, jsonOf(message)) ?? [],
      );
      wire.chunk(bytes, frames);
      known ||= frames.length > 0;
      unknown += messages.length - frames.length;
      if (!known && unknown > MAX_UNKNOWN) refuse();
      if (frames.length > 0) sink.onFrames(frames);
    },
  };
}
