/**
 * Long polling: one request after the other, each answered as soon as there is something. Polling:
 * the same, answered at once and asked again after a while. For networks that let no stream
 * through, and for pages out of sight.
 */

import type { EventPage, SentQuestion } from "../protocol/index.ts";
import { pause, systemClock } from "../runtime/index.ts";
import { LONG_POLL_MS } from "./heartbeat.ts";
import { type JsonOptions, jsonRequests } from "./json-requests.ts";
import type { Outcome, Sink, Transport } from "./transport.ts";

export interface PollOptions extends JsonOptions {
  /** Milliseconds between two requests; default: long polling, without a pause. */
  readonly everyMs?: number;
}

/** Follows answers by long polling, or with `everyMs` by polling. */
export function pollTransport(options: PollOptions = {}): Transport {
  const { everyMs = null, clock = systemClock } = options;
  const requests = jsonRequests(options, everyMs === null ? "long-polling" : "polling");
  const waitS = everyMs === null ? LONG_POLL_MS / 1000 : null;

  async function follow(
    answerId: string,
    after: string | null,
    sink: Sink,
    signal: AbortSignal,
  ): Promise<Outcome> {
    let cursor = after;
    while (!signal.aborted) {
      const page = await requests.events(answerId, { after: cursor, waitS }, signal);
      if (signal.aborted) break;
      handOn(page, sink);
      if (page.ended) return cursor === page.cursor ? "done" : "closed";
      cursor = page.cursor;
      if (everyMs !== null) await pause(everyMs, clock, signal);
    }
    return "closed";
  }

  async function ask(question: SentQuestion, sink: Sink, signal: AbortSignal): Promise<Outcome> {
    await requests.ask(question, signal);
    return follow(question.ids.answer, null, sink, signal);
  }

  return { follow, ask };
}

function handOn(page: EventPage, sink: Sink): void {
  sink.onOpen();
  sink.onBytes();
  if (page.frames.length > 0) sink.onFrames(page.frames);
}
