/**
 * Server-Sent Events read with fetch, so that asking and streaming can be one POST, headers can
 * be set, and heartbeats and HTTP errors are visible.
 */

import type { EventSourceMessage } from "eventsource-parser";
import { DecodeError, decodeFrame, type Frame } from "../protocol/index.ts";
import { jsonOf, type MessageSink, readEventStream } from "./event-stream.ts";
import { noObserver, type StreamObserver, untilClosed, type WireObserver } from "./observer.ts";
import { askRequest, eventsRequest, initOf, type PlainRequest } from "./requests.ts";
import { type ServerOptions, serverAt } from "./server.ts";
import type { Outcome, Sink, Transport } from "./transport.ts";

export interface SseOptions extends ServerOptions {
  readonly observer?: StreamObserver;
}

/** Follows answers over Server-Sent Events. */
export function sseTransport(options: SseOptions = {}): Transport {
  const { observer = noObserver } = options;
  const { baseUrl, fetch: request } = serverAt(options);

  function read(plain: PlainRequest, sink: Sink, signal: AbortSignal): Promise<Outcome> {
    const wire = observer.opening({ transport: "sse", ...plain });
    const pending = request(plain.url, initOf(plain, signal)).then((response) => {
      wire.head(response.status, response.headers);
      return response;
    });
    const frames = frameSink(wire, sink);
    const reading = readEventStream(pending, frames, signal).then((outcome) => {
      frames.onEnd();
      return outcome;
    });
    return untilClosed(wire, signal, reading);
  }

  return {
    follow: (answerId, after, sink, signal) =>
      read(eventsRequest(baseUrl, answerId, { after }, EVENT_STREAM), sink, signal),
    ask: (question, sink, signal) =>
      read(askRequest(baseUrl, question, EVENT_STREAM), sink, signal),
  };
}

const EVENT_STREAM = "text/event-stream";
/** After so many unknown events without a known one, the server is taken for another kind. */
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
    onChunk: (messages, body) => {
      sink.onBytes();
      let frames: readonly Frame[] = [];
      try {
        frames = framesOf(messages);
      } finally {
        wire.chunk(body, frames);
      }
      known ||= frames.length > 0;
      unknown += messages.length - frames.length;
      if (!known && unknown > MAX_UNKNOWN) refuse();
      if (frames.length > 0) sink.onFrames(frames);
    },
  };
}

/** The frames of messages. @throws DecodeError if one is not what the protocol says */
export function framesOf(messages: readonly EventSourceMessage[]): readonly Frame[] {
  return messages.flatMap(
    (message) => decodeFrame(message.id, message.event, jsonOf(message)) ?? [],
  );
}
