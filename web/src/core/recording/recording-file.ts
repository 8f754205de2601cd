/**
 * A recording as a file: written, and read again without a server or a page. Pure.
 *
 * The file has what went over the wire, with its times, and what cannot be learnt from that; events
 * are decoded from it as they were when it came. So everything that looks at a recording works on one
 * that was read. Times are milliseconds from the first request on. A change that an older reader would
 * not understand gets another number in `yeoul_recording`.
 */

import {
  type Allowed,
  DecodeError,
  decodeEntry,
  decodeEventPage,
  decodeToolCalls,
  type Frame,
  formatCursor,
  orNull,
  parseCursor,
  parseJson,
  readFields,
  readInteger,
  readList,
  readNumber,
  readOneOf,
  readString,
} from "../../protocol/index.ts";
import {
  type Closing,
  framesOf,
  LADDER,
  messageParser,
  type Received,
  type RerouteReason,
  TRANSPORTS,
  type WireRequest,
} from "../../transports/index.ts";
import { type AnswerState, blankState, contentOf } from "../answer/answer-state.ts";
import { wholeOf } from "../answer/parts.ts";
import { bytesOf, textOrBase64 } from "./bytes.ts";
import {
  type Cause,
  type Exchange,
  type Piece,
  Recording,
  type Reroute,
  type Tally,
} from "./recording.ts";

export const RECORDING_VERSION = 1;
/** A larger file is no recording of this page, which keeps half as much. */
export const MAX_RECORDING_BYTES = 64 * 1024 * 1024;

/** Why a file cannot be opened; `detail`, in English, says what of it is wrong. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
  /** `newer`: of a later version. `damaged`: it says that it is a recording. `other`: it does not. */
  readonly code: "too_large" | "newer" | "damaged" | "other";

  constructor(code: RecordingError["code"], detail: string) {
    super(detail);
    this.code = code;
  }
}

export interface SavedAbout {
  /** The answer before the first of the events, as far as it is known. */
  readonly before: AnswerState | null;
  /** When the file is written, in ISO 8601. */
  readonly savedAt: string;
  /** Where the requests went: the origin of the page. */
  readonly origin: string;
}

export interface SavedRecording {
  readonly recording: Recording;
  readonly savedAt: string;
}

/** The text of a file with `recording` in it. */
export function writeRecording(recording: Recording, about: SavedAbout): string {
  const { answerId, exchanges, pieces, reroutes, reconnections, events } = recording;
  const beganAt = exchanges[0]?.beganAt ?? 0;
  const since = (at: number): number => Number((at - beganAt).toFixed(1));
  const sinceOrNull = (at: number | null): number | null => (at === null ? null : since(at));
  // Of very many requests only some are listed; those that brought something are all needed.
  const brought = new Map(exchanges.map((each) => [each, [] as Piece[]]));
  for (const piece of pieces) {
    const own = brought.get(piece.exchange);
    if (own === undefined) brought.set(piece.exchange, [piece]);
    else own.push(piece);
  }
  const content = {
    yeoul_recording: RECORDING_VERSION,
    saved_at: about.savedAt,
    origin: recording.origin ?? about.origin,
    answer_id: answerId,
    before: contentBefore(about.before),
    dropped_events: recording.droppedEvents,
    events: events.length,
    first_token_ms: sinceOrNull(recording.firstTokenAt),
    sums: recording.tallies,
    turns: reroutes.map(({ at, from, to, why }) => ({ ms: since(at), from, to, why })),
    reconnections_ms: reconnections.map(since),
    requests: [...brought]
      .sort(([a], [b]) => a.number - b.number)
      .map(([each, received]) => ({
        number: each.number,
        transport: each.request.transport,
        method: each.request.method,
        url: each.request.url,
        headers: each.request.headers,
        body: each.request.body,
        cause: each.cause,
        sent_ms: since(each.beganAt),
        head_ms: sinceOrNull(each.headAt),
        status: each.status,
        response_headers: each.headers,
        first_bytes_ms: sinceOrNull(each.firstBytesAt),
        body_bytes: each.bodyBytes,
        events: each.events,
        closed_ms: sinceOrNull(each.closedAt),
        closed: each.closing,
        detail: each.detail,
        received: received.map(({ at, body }) => [since(at), textOrBase64(body)]),
      })),
  };
  return JSON.stringify(content, null, 1);
}

/** null where the events begin at the answer's beginning. */
function contentBefore(state: AnswerState | null): object | null {
  if (state === null || state.cursor === null) return null;
  return { cursor: formatCursor(state.cursor), ...wholeOf(state) };
}

/**
 * The recording that the text of a file holds.
 *
 * @throws RecordingError if it holds none, or one that cannot be read
 */
export function readRecording(text: string): SavedRecording {
  if (text.length > MAX_RECORDING_BYTES) {
    throw new RecordingError("too_large", `more than ${MAX_RECORDING_BYTES} bytes`);
  }
  const fields = fieldsOf(text);
  const version = fields.yeoul_recording;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
    throw new RecordingError("other", "no yeoul_recording in it");
  if (version > RECORDING_VERSION) throw new RecordingError("newer", `version ${version}`);
  try {
    return decodeRecording(fields);
  } catch (error) {
    if (error instanceof DecodeError) throw new RecordingError("damaged", error.message);
    throw error;
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return readFields(parseJson(text, "the file"), "the file");
  } catch (error) {
    throw new RecordingError("other", error instanceof Error ? error.message : String(error));
  }
}

type Fields = ReturnType<typeof readFields>;

function decodeRecording(fields: Fields): SavedRecording {
  const recording = new Recording(readString(fields.answer_id, "answer_id"));
  const origin = readOrigin(fields.origin);
  recording.origin = origin;
  recording.droppedEvents = readSize(fields.dropped_events, "dropped_events");
  recording.firstTokenAt = orNull(readTime, fields.first_token_ms, "first_token_ms");
  recording.base = decodeBefore(orNull(readFields, fields.before, "before"));
  // One by one: of a great many a call takes no list.
  for (const turn of readList(fields.turns, "turns")) recording.reroutes.push(decodeTurn(turn));
  for (const at of readList(fields.reconnections_ms, "reconnections_ms")) {
    recording.reconnections.push(readTime(at, "reconnections_ms"));
  }
  const requests = readList(fields.requests, "requests");
  takePieces(
    recording,
    requests.map((each) => decodeRequest(each, origin)),
  );
  // The first piece may have brought events that were dropped.
  const kept = readSize(fields.events, "events");
  if (recording.events.length < kept) throw new DecodeError(`fewer than ${kept} events are there`);
  recording.events.splice(0, recording.events.length - kept);
  const sums = readFields(fields.sums, "sums");
  for (const name of LADDER) decodeTally(recording.tallies[name], sums[name], name);
  return { recording, savedAt: readString(fields.saved_at, "saved_at") };
}

/** Where the recorded requests went; addresses in the file may begin at it. */
function readOrigin(value: unknown): string {
  const origin = readString(value, "origin");
  if (!/^https?:/.test(origin) || !isAddress(origin)) {
    throw new DecodeError("origin is no address of a server");
  }
  return origin;
}

function isAddress(url: string, base?: string): boolean {
  try {
    return new URL(url, base) !== null;
  } catch {
    return false;
  }
}

function readSize(value: unknown, field: string): number {
  const size = readInteger(value, field);
  if (size < 0) throw new DecodeError(`${field} is less than nothing`);
  return size;
}

/** No page is open for longer; what is drawn of such times has a place. */
const MAX_TIME_MS = 1e11;

function readTime(value: unknown, field: string): number {
  const ms = readNumber(value, field);
  if (Math.abs(ms) > MAX_TIME_MS) throw new DecodeError(`${field} is no time`);
  return ms;
}

function decodeBefore(fields: Fields | null): AnswerState | null {
  if (fields === null) return null;
  const content = {
    text: readString(fields.text, "before.text"),
    reasoning: readString(fields.reasoning, "before.reasoning"),
    tool_calls: decodeToolCalls(fields.tool_calls),
  };
  const cursor = orNull(readString, fields.cursor, "before.cursor");
  const parsed = parseCursor(cursor ?? "");
  if (cursor !== null && parsed === null) throw new DecodeError("before.cursor is no cursor");
  return { ...blankState(), ...contentOf(content), cursor: parsed };
}

const REASONS: Allowed<RerouteReason> = {
  chosen: true,
  "held-back": true,
  blocked: true,
  hidden: true,
  shown: true,
  crowded: true,
};
const CAUSES: Allowed<Cause> = {
  ...(REASONS as Record<RerouteReason, true>),
  asked: true,
  opened: true,
  cut: true,
  silent: true,
  refused: true,
  misread: true,
  online: true,
  awake: true,
  reread: true,
  continued: true,
  next: true,
};
const CLOSINGS: Allowed<Closing> = { ended: true, left: true, failed: true };
const METHODS: Allowed<WireRequest["method"]> = { GET: true, POST: true };

function decodeTurn(value: unknown): Reroute {
  const fields = readFields(value, "turns");
  const why = orNull(readString, fields.why, "turns.why");
  return {
    at: readTime(fields.ms, "turns.ms"),
    from: readOneOf(TRANSPORTS, fields.from, "turns.from"),
    to: readOneOf(TRANSPORTS, fields.to, "turns.to"),
    why: why === null ? null : readOneOf(REASONS, why, "turns.why"),
  };
}

/** A request, and what it received. */
interface Read {
  readonly exchange: Exchange;
  readonly received: readonly unknown[];
}

function decodeRequest(value: unknown, origin: string): Read {
  const fields = readFields(value, "requests");
  const url = readString(fields.url, "url");
  if (!isAddress(url, origin)) throw new DecodeError("url is no address");
  const body = orNull(readString, fields.body, "body");
  if (body !== null) parseJson(body, "body");
  const closing = orNull(readString, fields.closed, "closed");
  const exchange: Exchange = {
    number: readInteger(fields.number, "number"),
    request: {
      answerId: "",
      transport: readOneOf(TRANSPORTS, fields.transport, "transport"),
      method: readOneOf(METHODS, fields.method, "method"),
      url,
      headers: Object.fromEntries(
        Object.entries(readFields(fields.headers, "headers")).map(([name, text]) => [
          name,
          readString(text, "headers"),
        ]),
      ),
      body,
    },
    cause: readOneOf(CAUSES, fields.cause, "cause"),
    beganAt: readTime(fields.sent_ms, "sent_ms"),
    headAt: orNull(readTime, fields.head_ms, "head_ms"),
    status: orNull(readInteger, fields.status, "status"),
    headers: readList(fields.response_headers, "response_headers").map((pair) => {
      const [name, text] = readList(pair, "response_headers");
      return [readString(name, "response_headers"), readString(text, "response_headers")] as const;
    }),
    firstBytesAt: orNull(readTime, fields.first_bytes_ms, "first_bytes_ms"),
    bodyBytes: readSize(fields.body_bytes, "body_bytes"),
    events: readSize(fields.events, "events"),
    closedAt: orNull(readTime, fields.closed_ms, "closed_ms"),
    closing: closing === null ? null : readOneOf(CLOSINGS, closing, "closed"),
    detail: orNull(readString, fields.detail, "detail"),
  };
  return { exchange, received: readList(fields.received, "received") };
}

/** Takes in the requests, and what they brought in the order in which it came. */
function takePieces(recording: Recording, requests: readonly Read[]): void {
  for (const { exchange } of requests) recording.exchanges.push(exchange);
  const pieces = requests.flatMap(({ exchange, received }) => {
    const decode = decoderOf(exchange);
    return received.map((value) => {
      const [ms, body] = readList(value, "received");
      return { at: readTime(ms, "received"), exchange, ...decode(body) };
    });
  });
  for (const { at, exchange, body, frames } of pieces.sort((a, b) => a.at - b.at)) {
    recording.pieces.push({ at, exchange, body, events: frames.length });
    for (const frame of frames) recording.events.push({ at, frame, exchange });
  }
}

/** What decodes the pieces that `exchange` received, one after the other. */
function decoderOf(
  exchange: Exchange,
): (value: unknown) => { readonly body: Received; readonly frames: readonly Frame[] } {
  const read = formOf(exchange) === "stream" ? streamReader() : messageReader(exchange);
  return (value) => {
    const body = formOf(exchange) === "stream" ? bytesOf(value) : readString(value, "received");
    try {
      return { body, frames: read(body) };
    } catch (error) {
      // It was not understood when it came, either.
      if (error instanceof DecodeError) return { body, frames: [] };
      throw error;
    }
  };
}

/** How events lie in what an exchange received. */
export function formOf({ request, headers }: Exchange): "stream" | "message" | "page" | "asked" {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  if (type.startsWith("text/event-stream")) return "stream";
  if (request.method === "POST") return "asked";
  return request.url.startsWith("ws") ? "message" : "page";
}

function streamReader(): (body: Received) => readonly Frame[] {
  const parse = messageParser();
  return (body) => framesOf(parse(bytesOf(body)));
}

function messageReader(exchange: Exchange): (body: Received) => readonly Frame[] {
  const form = formOf(exchange);
  return (body) => {
    if (form === "asked") return [];
    const value = parseJson(String(body), "received");
    if (form === "page") return decodeEventPage(value).frames;
    const frame = decodeEntry(value);
    return frame === null ? [] : [frame];
  };
}

function decodeTally(tally: Tally, value: unknown, name: string): void {
  const fields = readFields(value, `sums.${name}`);
  for (const key of Object.keys(tally) as (keyof Tally)[]) {
    // Recordings of earlier versions have candidates among the rest.
    const value = key === "candidateBytes" ? (fields[key] ?? 0) : fields[key];
    tally[key] = readSize(value, `sums.${name}.${key}`);
  }
}
