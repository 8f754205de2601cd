/** The figures of a recording: waits, gaps, overhead. Pure. */

import {
  emptyTally,
  type RecordedEvent,
  type Recording,
  type Tally,
} from "../../core/recording/index.ts";
import { isToken, type Timings } from "../../protocol/index.ts";

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** How far some values are spread; null if there are none. By nearest rank: each is one of them. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return {
    count: sorted.length,
    p50: rank(0.5),
    p95: rank(0.95),
    p99: rank(0.99),
    max: rank(1),
  };
}

/** One gap: how long after the token before this one came, and when. */
export interface Gap {
  readonly at: number;
  readonly ms: number;
  readonly event: RecordedEvent;
}

/** The gaps between tokens; what came in one chunk came together, with gaps of zero. */
export function gapsOf(events: readonly RecordedEvent[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let lastAt: number | null = null;
  for (const event of events) {
    if (!isToken(event.frame)) continue;
    if (lastAt !== null) gaps.push({ at: event.at, ms: event.at - lastAt, event });
    lastAt = event.at;
  }
  return gaps;
}

/** When what happened; milliseconds from the first request on, null where it was not seen. */
export interface Waits {
  /** The tab has asked the question itself, so that its waits are those of the reader. */
  readonly asked: boolean;
  readonly headMs: number | null;
  readonly firstEventMs: number | null;
  readonly firstTokenMs: number | null;
  readonly lastMs: number | null;
  readonly endMs: number | null;
  /** What the server has measured itself. */
  readonly server: Timings | null;
}

export function waitsOf(recording: Recording): Waits {
  const { exchanges, events, firstTokenAt, ended } = recording;
  const first = exchanges[0];
  const since = (at: number | null | undefined): number | null =>
    first === undefined || at === null || at === undefined ? null : at - first.beganAt;
  const last = events.at(-1);
  const event = last?.frame.event;
  return {
    asked: recording.asked,
    headMs: since(first?.headAt),
    firstEventMs: since(exchanges.find((each) => each.events > 0)?.firstBytesAt),
    firstTokenMs: since(firstTokenAt),
    lastMs: since(last?.at),
    endMs: ended ? since(last?.at) : null,
    server: event?.kind === "end" ? event.data.timings : null,
  };
}

export interface Overhead {
  /** All that has come: bodies, messages, and the heads as far as they are known. */
  readonly receivedBytes: number;
  /** What of it is neither text of the answer nor candidates for its tokens. */
  readonly bytes: number;
  /** null while no event has come. */
  readonly perEvent: number | null;
}

export function overheadOf(tally: Tally): Overhead {
  const { bodyBytes, headBytes, textBytes, candidateBytes, events } = tally;
  const receivedBytes = bodyBytes + headBytes;
  const bytes = receivedBytes - textBytes - candidateBytes;
  return { receivedBytes, bytes, perEvent: events === 0 ? null : bytes / events };
}

export function totalOf(tallies: readonly Tally[]): Tally {
  const total = emptyTally();
  for (const each of tallies) {
    for (const name of Object.keys(total) as (keyof Tally)[]) total[name] += each[name];
  }
  return total;
}
