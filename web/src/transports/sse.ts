/**
 * Server-Sent Events read with fetch, so that asking and streaming can be one POST, headers can
 * be set, and heartbeats and HTTP errors are visible.
 */

import { type AskRequest, decodeFrame } from "../protocol/index.ts";
import { jsonOf, readEventStream } from "./event-stream.ts";
import type { Outcome, Sink, Transport } from "./transport.ts";

export interface SseOptions {
  /** Where the API lives; default: this origin. Without a slash at the end. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
}

/** Follows answers over Server-Sent Events. */
export function sseTransport({ baseUrl = "", fetch: send }: SseOptions = {}): Transport {
  const request = send ?? ((url: string, init: RequestInit) => globalThis.fetch(url, init));
  return {
    follow(answerId, after, sink, signal) {
      const query = after === null ? "" : `?after=${encodeURIComponent(after)}`;
      const url = `${baseUrl}/api/answers/${encodeURIComponent(answerId)}/events${query}`;
      const headers = { Accept: "text/event-stream" };
      return readFrames(request(url, { headers, signal, cache: "no-store" }), sink, signal);
    },
    ask(body: AskRequest, key: string, sink, signal) {
      const init = {
        method: "POST",
        headers: {
          Accept: "text/event-stream",
          "Content-Type": "application/json",
          "Idempotency-Key": key,
        },
        body: JSON.stringify(body),
        signal,
      };
      return readFrames(request(`${baseUrl}/api/answers`, init), sink, signal);
    },
  };
}

function readFrames(pending: Promise<Response>, sink: Sink, signal: AbortSignal): Promise<Outcome> {
  const messages = {
    onOpen: () => sink.onOpen(),
    onChunk: (chunk: readonly { id?: string; event?: string; data: string }[]) => {
      sink.onBytes();
      const frames = chunk.flatMap(
        (message) => decodeFrame(message.id, message.event, jsonOf(message)) ?? [],
      );
      if (frames.length > 0) sink.onFrames(frames);
    },
  };
  return readEventStream(pending, messages, signal);
}
