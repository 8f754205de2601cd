/**
 * Long polling: one request after the other, each answered as soon as there is something. Polling:
 * the same, answered at once and asked again after a while. For networks that let no stream
 * through, and for pages that nobody is looking at.
 */

import type { AskRequest, EventPage } from "../protocol/index.ts";
import { pause, systemClock } from "../runtime/index.ts";
import { type JsonOptions, jsonRequests } from "./json-requests.ts";
import type { Outcome, Sink, Transport } from "./transport.ts";

/** How long the server may wait for something to tell; below the stall limit of two heartbeats. */
const WAIT_S = 20;

export interface PollOptions extends JsonOptions {
  /** Milliseconds between two requests; default: long polling, without a pause. */
  readonly everyMs?: number;
}

/** Follows answers by long polling, or with `everyMs` by polling. */
export function pollTransport(options: PollOptions = {}): Transport {
  const { everyMs = null, clock = systemClock } = options;
  const requests = jsonRequests(options, everyMs === null ? "long-polling" : "polling");
  const waitS = everyMs === null ? WAIT_S : null;

  async function follow(
    answerId: string,
    after: string | null,
    sink: Sink,
    signal: AbortSignal,
  ): Promise<Outcome> {
    let cursor = after;
    while (!signal.aborted) {
      const page = await requests.events(answerId, cursor, waitS, signal);
      if (signal.aborted) break;
      handOn(page, sink);
      if (page.ended) return cursor === page.cursor ? "done" : "closed";
      cursor = page.cursor;
      if (everyMs !== null) await pause(everyMs, clock, signal);
    }
    return "closed";
  }

  async function ask(
    body: AskRequest,
    answerId: string,
    sink: Sink,
    signal: AbortSignal,
  ): Promise<Outcome> {
    await requests.ask(body, answerId, signal);
    return follow(answerId, null, sink, signal);
  }

  return { follow, ask };
}

function handOn(page: EventPage, sink: Sink): void {
  sink.onOpen();
  sink.onBytes();
  if (page.frames.length > 0) sink.onFrames(page.frames);
}
