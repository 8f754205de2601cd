/**
 * All that went over the wire of one answer, as it came: requests, the lines of event streams, messages
 * and replies, in their order. What is there is looked at once, however often more comes. Pure.
 */

import { type Exchange, formOf, type Piece, type Recording } from "../../core/recording/index.ts";

/** What belongs together on the wire: an event with the empty line that ends it, a message, a reply. */
export interface RawFrame {
  /** `sent`: a request. `head`: the beginning of its reply. `closed`: the end of the connection. */
  readonly kind: "sent" | "head" | "received" | "closed";
  readonly exchange: Exchange;
  /** When its last byte came. */
  readonly at: number;
  /** Empty where there is nothing but what is known of the exchange. */
  readonly bytes: Uint8Array;
  /** Where in the bytes another chunk begins. */
  readonly cuts: readonly number[];
}

/** One line of a frame, counted from 0. */
export interface RawRow {
  readonly frame: RawFrame;
  readonly line: number;
}

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = new Uint8Array();
const encoder = new TextEncoder();

export class RawFrames {
  /** A row for each line, the oldest first. */
  rows: RawRow[] = [];
  #of: Recording | null = null;
  #dropped = 0;
  #seen = 0;
  #splitters = new Map<Exchange, FrameSplitter>();
  #open = new Set<Exchange>();

  /** Takes in what has come since; all of it again where something was dropped. */
  update(recording: Recording): readonly RawRow[] {
    if (recording !== this.#of || recording.droppedEvents !== this.#dropped) {
      this.#of = recording;
      this.#dropped = recording.droppedEvents;
      this.#seen = 0;
      this.rows = [];
      this.#splitters = new Map();
      this.#open = new Set();
    }
    const { pieces, exchanges } = recording;
    for (; this.#seen < pieces.length; this.#seen += 1) {
      const piece = pieces[this.#seen];
      if (piece !== undefined) this.#take(piece);
    }
    for (const exchange of exchanges) this.#begin(exchange);
    for (const exchange of this.#open) this.#close(exchange);
    return this.rows;
  }

  #take(piece: Piece): void {
    const { exchange, body, at } = piece;
    this.#begin(exchange);
    if (typeof body === "string") {
      this.#push({ kind: "received", exchange, at, bytes: encoder.encode(body), cuts: [] });
      return;
    }
    for (const frame of this.#splitters.get(exchange)?.take(body, at) ?? []) this.#push(frame);
  }

  #begin(exchange: Exchange): void {
    const begun = this.#splitters.get(exchange);
    if (begun === undefined) {
      for (const before of this.#open) this.#close(before);
      this.#splitters.set(exchange, new FrameSplitter(exchange));
      this.#open.add(exchange);
      const { body } = exchange.request;
      const bytes = body === null ? NOTHING : encoder.encode(body);
      this.#push({ kind: "sent", exchange, at: exchange.beganAt, bytes, cuts: [] });
    }
    const splitter = this.#splitters.get(exchange);
    if (splitter === undefined || splitter.headTold || exchange.headAt === null) return;
    splitter.headTold = true;
    this.#push({ kind: "head", exchange, at: exchange.headAt, bytes: NOTHING, cuts: [] });
  }

  #close(exchange: Exchange): void {
    const { closedAt: at } = exchange;
    if (at === null) return;
    this.#open.delete(exchange);
    const rest = this.#splitters.get(exchange)?.rest();
    if (rest !== undefined && rest !== null) this.#push(rest);
    this.#push({ kind: "closed", exchange, at, bytes: NOTHING, cuts: [] });
  }

  #push(frame: RawFrame): void {
    const count = linesIn(frame);
    for (let line = 0; line < count; line += 1) this.rows.push({ frame, line });
  }
}

/** Cuts one event stream behind its empty lines. */
class FrameSplitter {
  headTold = false;
  readonly #exchange: Exchange;
  #parts: Uint8Array[] = [];
  #at = 0;
  /** Nothing but a CR has come of the current line. */
  #emptyLine = true;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** The frames that a chunk completes; one that is no event stream is a frame as it is. */
  take(chunk: Uint8Array, at: number): readonly RawFrame[] {
    this.#at = at;
    const frames: RawFrame[] = [];
    let from = 0;
    if (formOf(this.#exchange) === "stream") {
      for (let index = 0; index < chunk.length; index += 1) {
        const byte = chunk[index];
        if (byte !== LF) {
          if (byte !== CR) this.#emptyLine = false;
          continue;
        }
        if (this.#emptyLine) {
          this.#parts.push(chunk.subarray(from, index + 1));
          frames.push(this.#joined());
          from = index + 1;
        }
        this.#emptyLine = true;
      }
    }
    if (from < chunk.length) this.#parts.push(chunk.subarray(from));
    return frames;
  }

  /** What came behind the last frame; null if nothing did. */
  rest(): RawFrame | null {
    return this.#parts.length === 0 ? null : this.#joined();
  }

  #joined(): RawFrame {
    const cuts: number[] = [];
    let length = 0;
    for (const part of this.#parts) {
      if (length > 0) cuts.push(length);
      length += part.length;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    return { kind: "received", exchange: this.#exchange, at: this.#at, bytes, cuts };
  }
}

/** What was not received has a line that is not in its bytes. The last line end begins no line. */
function linesIn({ kind, bytes }: RawFrame): number {
  const about = kind === "received" ? 0 : 1;
  if (bytes.length === 0) return about;
  let lines = about + 1;
  for (let index = 0; index < bytes.length - 1; index += 1) if (bytes[index] === LF) lines += 1;
  return lines;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const decoded = new WeakMap<RawFrame, readonly string[]>();

/** The lines of what was received, or of what was sent. */
export function linesOf(frame: RawFrame): readonly string[] {
  const known = decoded.get(frame);
  if (known !== undefined) return known;
  const text = decoder.decode(frame.bytes);
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  const plain = lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  decoded.set(frame, plain);
  return plain;
}

const linesCut = new WeakMap<RawFrame, ReadonlySet<number>>();

/** In which of its lines a frame was cut. It may be a whole answer: its bytes are looked at once. */
export function cutLines(frame: RawFrame): ReadonlySet<number> {
  const known = linesCut.get(frame);
  if (known !== undefined) return known;
  const { bytes, cuts } = frame;
  const found = new Set<number>();
  let line = 0;
  let at = 0;
  for (const cut of cuts) {
    for (; at < cut; at += 1) if (bytes[at] === LF) line += 1;
    found.add(line);
  }
  linesCut.set(frame, found);
  return found;
}

/** A character, and its bytes in UTF-8. */
export interface Cell {
  readonly text: string;
  readonly bytes: readonly number[];
  /** Before which of the bytes another chunk begins; null: none of them. */
  readonly cut: number | null;
}

/** The first characters of a frame, of which each has one byte at least. */
export function cellsOf({ bytes, cuts }: RawFrame, maxBytes: number): readonly Cell[] {
  const cells: Cell[] = [];
  for (let at = 0; at < Math.min(bytes.length, maxBytes); ) {
    const length = Math.min(lengthOf(bytes[at] ?? 0), bytes.length - at);
    const own = bytes.subarray(at, at + length);
    const cut = cuts.find((each) => each >= at && each < at + length);
    cells.push({
      text: decoder.decode(own),
      bytes: [...own],
      cut: cut === undefined ? null : cut - at,
    });
    at += length;
  }
  return cells;
}

/** How many bytes a character has that begins with `byte`. */
function lengthOf(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}
