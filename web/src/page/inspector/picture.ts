/**
 * What went between browser and server over one transport, as the rows of a sequence diagram: with the
 * times and sizes of one answer. Pure.
 */

import { type Exchange, formOf, type Recording } from "../../core/recording/index.ts";
import { isToken } from "../../protocol/index.ts";
import type { TransportName } from "../../transports/index.ts";

export type PictureRow =
  | { readonly kind: "request"; readonly ms: number; readonly method: string }
  /** A reply that came as a whole. */
  | { readonly kind: "reply"; readonly ms: number; readonly tokens: number; readonly bytes: number }
  /** One that came bit by bit; `marks`: when its tokens came, from 0 to 1 of the time it took. */
  | {
      readonly kind: "stream";
      readonly ms: number;
      readonly endMs: number;
      readonly marks: readonly number[];
      /** How many tokens each of them stands for. */
      readonly each: number;
      readonly tokens: number;
      readonly bytes: number;
    }
  /** The reply to a handshake: from then on it is no HTTP any more. */
  | { readonly kind: "upgrade"; readonly ms: number }
  /** Requests that are not drawn. */
  | { readonly kind: "more"; readonly count: number };

export interface Picture {
  readonly rows: readonly PictureRow[];
  readonly requests: number;
  readonly bytes: number;
  readonly tokens: number;
  /** Tokens in a reply that brought some; in a stream, in a chunk. null while none has come. */
  readonly perReply: number | null;
}

/** The first ones and the last one are drawn. */
const MOST_DRAWN = 4;
const MOST_MARKS = 12;

/** The picture of what `transport` did; null if it did nothing. */
export function pictureOf(
  recording: Pick<Recording, "exchanges" | "events" | "tallies" | "pieces">,
  transport: TransportName,
): Picture | null {
  const all = recording.exchanges.filter((each) => each.request.transport === transport);
  const first = recording.exchanges[0];
  if (first === undefined || all.length === 0) return null;
  const tokensOf = new Map<Exchange, number[]>();
  for (const { frame, exchange, at } of recording.events) {
    if (!isToken(frame)) continue;
    const known = tokensOf.get(exchange);
    if (known === undefined) tokensOf.set(exchange, [at]);
    else known.push(at);
  }
  const { requests, bodyBytes, headBytes } = recording.tallies[transport];
  const arrivals = all.map((each) => tokensOf.get(each) ?? []);
  const tokens = arrivals.reduce((sum, { length }) => sum + length, 0);
  const replies = arrivals.reduce((sum, each) => sum + new Set(each).size, 0);
  return {
    rows: rowsOf(all, requests, tokensOf, first.beganAt),
    ...{ requests, tokens, bytes: bodyBytes + headBytes },
    perReply: replies === 0 ? null : tokens / replies,
  };
}

function rowsOf(
  all: readonly Exchange[],
  requests: number,
  tokensOf: ReadonlyMap<Exchange, readonly number[]>,
  beganAt: number,
): readonly PictureRow[] {
  const rows = (each: Exchange): readonly PictureRow[] =>
    exchangeRows(each, tokensOf.get(each) ?? [], beganAt);
  if (requests <= MOST_DRAWN) return all.flatMap(rows);
  const left = { kind: "more", count: requests - MOST_DRAWN } as const;
  return [...all.slice(0, MOST_DRAWN - 1).flatMap(rows), left, ...all.slice(-1).flatMap(rows)];
}

function exchangeRows(
  exchange: Exchange,
  arrivals: readonly number[],
  beganAt: number,
): readonly PictureRow[] {
  const { request, headAt, firstBytesAt, closedAt, bodyBytes: bytes } = exchange;
  const tokens = arrivals.length;
  const sent = { kind: "request", ms: exchange.beganAt - beganAt, method: request.method } as const;
  const from = headAt ?? firstBytesAt;
  if (from === null) return [sent];
  const form = formOf(exchange);
  if (form === "page" || form === "asked") {
    return [sent, { kind: "reply", ms: (firstBytesAt ?? from) - beganAt, tokens, bytes }];
  }
  const end = Math.max(closedAt ?? from, arrivals.at(-1) ?? from);
  // Of very many, so many that they can be told apart.
  const each = Math.max(Math.ceil(tokens / MOST_MARKS), 1);
  const marks = arrivals
    .filter((_, index) => index % each === 0)
    .map((at) => (at - from) / Math.max(end - from, 1));
  const row = { kind: "stream", ms: from - beganAt, endMs: end - beganAt, marks, each } as const;
  const upgrade = { kind: "upgrade", ms: from - beganAt } as const;
  const shaken = request.transport === "websocket" ? [upgrade] : [];
  return [sent, ...shaken, { ...row, tokens, bytes }];
}
