/** Reads a reply of Server-Sent Events, message by message, however its bytes are cut. */

import { createParser, type EventSourceMessage } from "eventsource-parser";
import { DecodeError, networkError, parseJson, problemOf } from "../protocol/index.ts";
import { BlockedError } from "./transport.ts";

/** The longest event: a server that never ends a line cannot fill the memory. */
const MAX_EVENT_CHARS = 64 * 1024 * 1024;

export interface MessageSink {
  /** The server has answered with a good status and an event stream. */
  onOpen(): void;
  /** One chunk of the body, as it came, with the messages that it completed: none, one or several. */
  onChunk(messages: readonly EventSourceMessage[], body: Uint8Array): void;
}

/**
 * Reads until the body ends or `signal` is aborted; `done` if the reply is a 204.
 *
 * @throws ApiError if the server refuses, or the connection breaks
 * @throws DecodeError if the reply is no event stream
 * @throws BlockedError if there is one that cannot be read here
 */
export async function readEventStream(
  pending: Promise<Response>,
  sink: MessageSink,
  signal: AbortSignal,
): Promise<"done" | "closed"> {
  const response = await pending;
  if (response.status === 204) return "done";
  if (!response.ok) throw await problemOf(response);
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/event-stream")) {
    throw new DecodeError(`in place of an event stream it sent ${type || "nothing"}`);
  }
  const { body } = response;
  // As in React Native, and with some stand-ins for fetch.
  if (!body) throw new BlockedError("The fetch of this environment gives no stream to read.");
  sink.onOpen();
  await readBody(body, sink, signal);
  return "closed";
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  sink: MessageSink,
  signal: AbortSignal,
): Promise<void> {
  const parse = messageParser();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw networkError(cause);
      });
      if (done || signal.aborted) return;
      sink.onChunk(parse(value), value);
    }
  } finally {
    // Rejects where the connection is already broken, which has been reported.
    void reader.cancel().catch(() => undefined);
  }
}

/**
 * Turns the chunks of one stream into the messages that they complete. The result is for one stream,
 * and throws a `DecodeError` where an event is too long.
 */
export function messageParser(): (chunk: Uint8Array) => readonly EventSourceMessage[] {
  let messages: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (message) => messages.push(message),
    maxBufferSize: MAX_EVENT_CHARS,
    onError: ({ type, message }) => {
      if (type === "max-buffer-size-exceeded") throw new DecodeError(message);
    },
  });
  const decoder = new TextDecoder();
  return (chunk) => {
    messages = [];
    parser.feed(decoder.decode(chunk, { stream: true }));
    return messages;
  };
}

/** The value of the JSON in a message. @throws DecodeError if that is no JSON */
export function jsonOf({ event = "", data }: EventSourceMessage): unknown {
  return parseJson(data, `event ${event}`);
}
