/**
 * What went over the wire for one answer, as this tab saw it: connections, events, turns from one
 * transport to another, and sums of them.
 *
 * Guarantees: events are kept in the order in which they arrived, duplicates and heartbeats
 * included, and so is what brought them, byte by byte. What no longer has room is dropped from the
 * front and counted; the text of dropped events lives on in `base`. Sums cover all there was, the
 * dropped included. Nothing is copied: readers see a recording grow, and find out by `version`.
 */

import {
  assertNever,
  type Cursor,
  type Frame,
  isToken,
  parseCursor,
  type ToolCallData,
} from "../../protocol/index.ts";
import {
  byteLength,
  type Closing,
  type FollowReason,
  LADDER,
  type Received,
  type RerouteReason,
  TRANSPORTS,
  type TransportName,
  type WireRequest,
} from "../../transports/index.ts";
import { type AnswerState, applyFrame, blankState, GapError } from "../answer/answer-state.ts";
import { type Part, partsOf } from "../answer/parts.ts";

/**
 * Why a request was made. `continued`: its answer goes on after its end. `next`: it belongs to the one
 * before, as each poll does.
 */
export type Cause = FollowReason | RerouteReason | "continued" | "next";

/** A request and its reply, or a WebSocket. All times are milliseconds of one clock. */
export interface Exchange {
  /** Counts from 1 within the answer. */
  readonly number: number;
  readonly request: WireRequest;
  readonly cause: Cause;
  readonly beganAt: number;
  headAt: number | null;
  status: number | null;
  headers: readonly (readonly [string, string])[];
  firstBytesAt: number | null;
  closedAt: number | null;
  closing: Closing | null;
  detail: string | null;
  bodyBytes: number;
  events: number;
}

/** One frame, and when it came over which connection. Those of one chunk have the same time. */
export interface RecordedEvent {
  readonly at: number;
  readonly frame: Frame;
  readonly exchange: Exchange;
}

/** What arrived at once, as it came; its last event may have begun in the piece before. */
export interface Piece {
  readonly at: number;
  readonly exchange: Exchange;
  readonly body: Received;
  /** How many events it completed. */
  readonly events: number;
}

/** From here on the answer came another way. */
export interface Reroute {
  readonly at: number;
  readonly from: TransportName;
  readonly to: TransportName;
  /** null: the connection was lost, and the next one went another way. */
  readonly why: RerouteReason | null;
}

/** Sums over all connections of one transport. */
export interface Tally {
  requests: number;
  events: number;
  /** Bodies and messages, as a page gets them. */
  bodyBytes: number;
  /** What of them the model wrote: text, thinking, calls. */
  textBytes: number;
  /** What of them tells candidates for the tokens, as JSON. */
  candidateBytes: number;
  /** Heads of replies as far as a page may read them, and the heads of WebSocket frames. */
  headBytes: number;
  /** Requests, as far as a page knows them. */
  sentBytes: number;
}

/** The newest are kept; the first is kept for ever, because it has the question. */
const MAX_EXCHANGES = 400;
const SLACK = 100;
/** What a piece takes in memory besides its body. */
const PIECE_BYTES = 100;
/** `HTTP/1.1 200 OK` with its line end, and the empty line behind a head. */
const STATUS_LINE_BYTES = 19;
/** `: ` and the line end. */
const HEADER_BYTES = 4;

export class Recording {
  readonly answerId: string;
  /** Grows with every change. */
  version = 0;
  readonly exchanges: Exchange[] = [];
  readonly events: RecordedEvent[] = [];
  droppedEvents = 0;
  /** What brought the events, and what came between them. */
  readonly pieces: Piece[] = [];
  /** The memory that the pieces take. */
  heldBytes = 0;
  readonly reroutes: Reroute[] = [];
  /** When a follow began that replaced one that was lost. */
  readonly reconnections: number[] = [];
  readonly tallies: Readonly<Record<TransportName, Tally>>;
  /** When the first of what the model writes came. */
  firstTokenAt: number | null = null;
  /** The answer after the dropped events; null while none was dropped. */
  base: AnswerState | null = null;
  /** Where it was recorded, if that was not here: in a file that was opened. */
  origin: string | null = null;
  #made = 0;
  #follows = 0;
  #turn: RerouteReason | null = null;
  #why: FollowReason | "continued" | null = null;
  #last: TransportName | null = null;

  constructor(answerId: string) {
    this.answerId = answerId;
    const tallies = LADDER.map((name) => [name, emptyTally()] as const);
    this.tallies = Object.fromEntries(tallies) as Record<TransportName, Tally>;
  }

  /** Whether the question was asked here, and so all of the answer was seen. */
  get asked(): boolean {
    return this.exchanges[0]?.request.method === "POST";
  }

  /** Whether it was read when all was over, so that its times say nothing about the answer. */
  get reread(): boolean {
    return this.exchanges[0]?.cause === "reread";
  }

  /** Whether the last event is the `end`. */
  get ended(): boolean {
    const last = this.events.findLast(({ frame }) => frame.cursor !== null);
    return last === undefined ? this.base?.ended === true : last.frame.event.kind === "end";
  }

  /** Whether a connection stands, or is being made. */
  get open(): boolean {
    return this.exchanges.at(-1)?.closedAt === null;
  }

  following(why: FollowReason, at: number): void {
    // After its end an answer is followed again when it is continued: nothing was lost.
    const again = this.#follows > 0 && this.ended;
    if (this.#follows > 0 && !again) this.reconnections.push(at);
    this.#why = again && why === "opened" ? "continued" : why;
    this.#follows += 1;
    this.version += 1;
  }

  rerouting(why: RerouteReason): void {
    this.#turn = why;
  }

  opening(request: WireRequest, at: number): Exchange {
    const { transport } = request;
    // Of an answer's first connection only this is known: without a slot it would have been another.
    const crowded =
      this.#turn === "crowded" ? LADDER.find((name) => TRANSPORTS[name].takesSlot) : null;
    const from = this.#last ?? crowded ?? transport;
    if (from !== transport) this.reroutes.push({ at, from, to: transport, why: this.#turn });
    this.#last = transport;
    const cause: Cause = this.#why ?? this.#turn ?? "next";
    this.#why = null;
    this.#turn = null;
    this.#made += 1;
    const exchange = { ...emptyExchange, number: this.#made, request, cause, beganAt: at };
    this.exchanges.push(exchange);
    if (this.exchanges.length > MAX_EXCHANGES + SLACK) this.exchanges.splice(1, SLACK);
    const tally = this.tallies[transport];
    tally.requests += 1;
    tally.sentBytes += requestBytes(request);
    this.version += 1;
    return exchange;
  }

  head(exchange: Exchange, status: number, headers: Iterable<[string, string]>, at: number): void {
    exchange.headAt = at;
    exchange.status = status;
    exchange.headers = [...headers];
    this.tallies[exchange.request.transport].headBytes += headBytes(exchange.headers);
    this.version += 1;
  }

  chunk(exchange: Exchange, body: Received, frames: readonly Frame[], at: number): void {
    const bytes = sizeOf(body);
    this.pieces.push({ at, exchange, body: ofItsOwn(body), events: frames.length });
    this.heldBytes += bytes + PIECE_BYTES;
    exchange.firstBytesAt ??= at;
    exchange.bodyBytes += bytes;
    exchange.events += frames.length;
    const tally = this.tallies[exchange.request.transport];
    tally.bodyBytes += bytes;
    tally.events += frames.length;
    if (exchange.status === 101) tally.headBytes += frameHeadBytes(bytes);
    for (const frame of frames) {
      this.events.push({ at, frame, exchange });
      tally.textBytes += textBytes(frame);
      tally.candidateBytes += candidateBytes(frame);
      if (isToken(frame)) this.firstTokenAt ??= at;
    }
    this.version += 1;
  }

  closed(exchange: Exchange, how: Closing, detail: string | null, at: number): void {
    exchange.closedAt = at;
    exchange.closing = how;
    exchange.detail = detail;
    this.version += 1;
  }

  /**
   * Drops the oldest `count` events, or more if pieces of `bytes` brought more, or all there are;
   * returns how many that were.
   */
  drop(count: number, bytes = 0): number {
    const dropped = this.events.splice(0, Math.max(count, this.#broughtBy(bytes), 0));
    for (const { frame } of dropped) {
      // A heartbeat has no place among the events: nothing can be said of what was before it.
      if (this.base === null && frame.cursor === null) continue;
      this.base = foldFrame(this.base ?? stateBefore(frame), frame);
    }
    this.droppedEvents += dropped.length;
    this.#dropPieces();
    this.version += 1;
    return dropped.length;
  }

  /** How many of the events the oldest pieces brought, so many that they hold `bytes`. */
  #broughtBy(bytes: number): number {
    let events = this.events.length - sumOf(this.pieces);
    let held = 0;
    for (const piece of this.pieces) {
      if (held >= bytes) break;
      held += sizeOf(piece.body) + PIECE_BYTES;
      events += piece.events;
    }
    return events;
  }

  /** Drops the pieces of which no event is left, but none that has the beginning of a later one. */
  #dropPieces(): void {
    let spare = sumOf(this.pieces) - this.events.length;
    let count = 0;
    for (const [index, { events, body }] of this.pieces.entries()) {
      spare -= events;
      if (spare < 0) break;
      if (endsFrame(body)) count = index + 1;
    }
    for (const { body } of this.pieces.splice(0, count)) {
      this.heldBytes -= sizeOf(body) + PIECE_BYTES;
    }
  }
}

function sumOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { events }) => sum + events, 0);
}

export function sizeOf(body: Received): number {
  return typeof body === "string" ? byteLength(body) : body.byteLength;
}

/** A chunk may be a small part of a large buffer, which it would keep in memory. */
function ofItsOwn(body: Received): Received {
  const shared = typeof body !== "string" && body.buffer.byteLength > 2 * body.byteLength;
  return shared ? body.slice() : body;
}

const LF = 0x0a;
const CR = 0x0d;

/** Whether no event goes on behind it: messages are whole, and an event of a stream ends with an empty line. */
function endsFrame(body: Received): boolean {
  if (typeof body === "string") return true;
  const [third, second, last] = [body.at(-3), body.at(-2), body.at(-1)];
  if (last === CR) return second === CR;
  return last === LF && (second === LF || (second === CR && third === LF));
}

/** An empty answer to which `frame` is the next event. */
export function stateBefore({ cursor }: Frame): AnswerState {
  const before: Cursor | null =
    cursor === null || cursor.seq < 2 ? null : parseCursor(`${cursor.epoch}-${cursor.seq - 1}`);
  return { ...blankState(), cursor: before };
}

/** As `applyFrame`; a frame behind a gap changes nothing, as it does while an answer is followed. */
export function foldFrame(state: AnswerState, frame: Frame): AnswerState {
  try {
    return applyFrame(state, frame);
  } catch (error) {
    if (error instanceof GapError) return state;
    throw error;
  }
}

const emptyExchange = {
  headAt: null,
  status: null,
  headers: [],
  firstBytesAt: null,
  closedAt: null,
  closing: null,
  detail: null,
  bodyBytes: 0,
  events: 0,
} as const;

export function emptyTally(): Tally {
  return {
    requests: 0,
    events: 0,
    bodyBytes: 0,
    textBytes: 0,
    candidateBytes: 0,
    headBytes: 0,
    sentBytes: 0,
  };
}

function requestBytes({ method, url, headers, body }: WireRequest): number {
  const line = `${method} ${url} HTTP/1.1`.length + 2;
  return line + headerBytes(Object.entries(headers)) + (body === null ? 0 : byteLength(body));
}

function headBytes(headers: readonly (readonly [string, string])[]): number {
  return STATUS_LINE_BYTES + headerBytes(headers);
}

function headerBytes(headers: readonly (readonly [string, string])[]): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length + HEADER_BYTES;
  return bytes;
}

/** RFC 6455, 5.2: the head of an unmasked frame grows with what it carries. */
function frameHeadBytes(bytes: number): number {
  if (bytes < 126) return 2;
  return bytes < 65_536 ? 4 : 10;
}

function textBytes({ event }: Frame): number {
  switch (event.kind) {
    case "delta":
    case "reasoning":
      return byteLength(event.data.text);
    case "tool_call":
      return callBytes(event.data);
    case "reset":
      return partsOf(event.data).reduce((bytes, part) => bytes + partBytes(part), 0);
    case "candidates":
    case "started":
    case "end":
    case "heartbeat":
    case "unknown":
      return 0;
    default:
      return assertNever(event);
  }
}

function candidateBytes({ event }: Frame): number {
  if (event.kind === "candidates") return byteLength(JSON.stringify(event.data));
  if (event.kind !== "reset" || !event.data.candidates?.length) return 0;
  return byteLength(JSON.stringify(event.data.candidates));
}

function partBytes(part: Part): number {
  switch (part.kind) {
    case "text":
    case "reasoning":
      return byteLength(part.text);
    case "tool_call":
      return callBytes(part);
    default:
      return assertNever(part);
  }
}

function callBytes({ name, arguments: given }: ToolCallData): number {
  return byteLength((name ?? "") + (given ?? ""));
}
