/** The file that the inspector saves. */

import type { Recording } from "../../core/recording/index.ts";
import { idOf } from "./event-data.ts";

/** A recording as JSON, for a bug report or a program; times are milliseconds from the beginning on. */
export function recordingJson(recording: Recording): string {
  const { answerId, exchanges, events, reroutes, reconnections, droppedEvents, tallies } =
    recording;
  const beganAt = exchanges[0]?.beganAt ?? events[0]?.at ?? 0;
  const since = (at: number | null): number | null =>
    at === null ? null : Number((at - beganAt).toFixed(1));
  return JSON.stringify(
    {
      answer_id: answerId,
      requests: exchanges.map((each) => ({
        number: each.number,
        transport: each.request.transport,
        method: each.request.method,
        url: each.request.url,
        headers: each.request.headers,
        body: each.request.body,
        status: each.status,
        response_headers: Object.fromEntries(each.headers),
        sent_ms: since(each.beganAt),
        head_ms: since(each.headAt),
        closed_ms: since(each.closedAt),
        closed: each.closing,
        detail: each.detail,
        body_bytes: each.bodyBytes,
      })),
      turns: reroutes.map(({ at, from, to, why }) => ({ ms: since(at), from, to, why })),
      reconnections_ms: reconnections.map(since),
      sums: tallies,
      dropped_events: droppedEvents,
      events: events.map((event) => ({
        ms: since(event.at),
        request: event.exchange.number,
        id: idOf(event) || null,
        event: event.frame.event.kind,
        data: event.frame.event.data,
      })),
    },
    null,
    1,
  );
}
