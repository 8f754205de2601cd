/**
 * What networks do to a connection, done to those of one answer on one `Line`: it is cut, falls
 * silent, or is held back by a proxy and comes in lumps. It works on bytes and messages below the
 * transports: what Yeoul does about it, it does as ever.
 */

import { type Clock, pause, systemClock } from "../../runtime/index.ts";
import type { Chunk, ChunkReader, Connection, Hand, Line } from "./line.ts";

/** How long a line is silent. */
export const SILENCE_MS = 3_000;
/** How long a proxy buffers, and how often it passes on what it has. */
export const BUFFERING_MS = 16_000;
export const LUMP_MS = 2_000;

export type LineFault = "cut" | "silence" | "buffering";

/** A time in which a connection gets nothing but at certain moments. */
interface Holding {
  readonly untilMs: number;
  readonly everyMs: number;
  readonly kind: "any" | "http" | "socket";
  readonly beganMs: number;
}

const NEVER = new AbortController().signal;

export class FaultyHand implements Hand {
  readonly #line: Line;
  readonly #concerns: (connection: Connection) => boolean;
  readonly #clock: Clock;
  /** The sockets whose messages wait: none is held twice. */
  readonly #held = new WeakSet<WebSocket>();
  #holding: Holding | null = null;
  #cutNext = false;

  /** @param concerns whether a connection is one of the answer's: no other is touched */
  constructor(
    line: Line,
    concerns: (connection: Connection) => boolean,
    clock: Clock = systemClock,
  ) {
    this.#line = line;
    this.#concerns = concerns;
    this.#clock = clock;
    line.hand = this;
  }

  do(fault: LineFault): void {
    if (fault === "cut") this.cut();
    else if (fault === "silence") this.silence();
    else this.buffer();
  }

  /** Ends the fault that is being done. */
  settle(): void {
    this.#holding = null;
    this.#cutNext = false;
  }

  /** Takes the hand off the line. */
  release(): void {
    this.settle();
    if (this.#line.hand === this) this.#line.hand = null;
  }

  /** Cuts the connection that is open; where none is, as between two polls, the next one. */
  cut(): void {
    const open = [...this.#line.open].filter(this.#concerns);
    for (const connection of open) cut(connection);
    this.#cutNext = open.length === 0;
  }

  /** Has nothing come for three seconds. */
  silence(): void {
    this.#hold(SILENCE_MS, SILENCE_MS, "any");
  }

  /**
   * Has what comes pass in lumps, as behind a proxy that waits until it has much. One that does so to
   * replies lets sockets pass, as most do.
   */
  buffer(): void {
    const sockets = [...this.#line.open].some((each) => each.socket && this.#concerns(each));
    this.#hold(BUFFERING_MS, LUMP_MS, sockets ? "socket" : "http");
  }

  #hold(forMs: number, everyMs: number, kind: Holding["kind"]): void {
    const now = this.#clock.now();
    this.#holding = { beganMs: now, untilMs: now + forMs, everyMs, kind };
    for (const connection of this.#line.open) this.#holdSocket(connection);
  }

  opened(connection: Connection): void {
    if (!this.#concerns(connection)) return;
    const cutting = this.#cutNext;
    this.#cutNext = false;
    // Whoever opens it says next what is to be called.
    queueMicrotask(() => (cutting ? cut(connection) : this.#holdSocket(connection)));
  }

  async hold(connection: Connection, came: Chunk, reader: ChunkReader): Promise<Chunk> {
    if (came.done) return came;
    const chunks = [came.value];
    for (;;) {
      const holding = this.#holding;
      const releaseMs = this.#releaseMs(connection);
      if (releaseMs === null) break;
      const released = pause(releaseMs - this.#clock.now(), this.#clock, NEVER).then(() => null);
      for (;;) {
        const next = connection.waiting ?? reader.read();
        connection.waiting = next;
        // Its end, or its failure, is seen when it is read.
        const more = await Promise.race([released, next.catch(() => null)]);
        if (more === null || more.done) break;
        connection.waiting = undefined;
        chunks.push(more.value);
      }
      await released;
      // A fault that has begun meanwhile goes on holding what this one has held.
      if (holding === this.#holding) break;
    }
    return { done: false, value: joined(chunks) };
  }

  /** When what comes over this connection now is passed on; null: at once. */
  #releaseMs(connection: Connection): number | null {
    const holding = this.#holding;
    const now = this.#clock.now();
    if (holding === null || now >= holding.untilMs || !this.#concerns(connection)) return null;
    const kind = connection.socket === undefined ? "http" : "socket";
    if (holding.kind !== "any" && holding.kind !== kind) return null;
    const lumps = Math.floor((now - holding.beganMs) / holding.everyMs) + 1;
    return Math.min(holding.beganMs + lumps * holding.everyMs, holding.untilMs);
  }

  /** Has the messages of a socket wait for as long as it is held. */
  #holdSocket(connection: Connection): void {
    const { socket } = connection;
    const deliver = socket?.onmessage ?? null;
    if (socket === undefined || deliver === null || this.#held.has(socket)) return;
    if (this.#releaseMs(connection) === null) return;
    this.#held.add(socket);
    const closed = socket.onclose;
    let holding = this.#holding;
    let waiting: MessageEvent[] = [];
    const hold = (message: MessageEvent): void => {
      waiting.push(message);
    };
    const flush = (): void => {
      const messages = waiting;
      waiting = [];
      // Whoever has left wants no more of them.
      for (const message of messages) if (socket.onmessage !== null) deliver.call(socket, message);
    };
    const release = (): void => {
      const nextMs = this.#releaseMs(connection);
      // A fault that has begun meanwhile goes on holding what the one before has held.
      if (nextMs === null || holding === this.#holding) flush();
      holding = this.#holding;
      if (nextMs !== null) this.#clock.after(nextMs - this.#clock.now(), release);
      else {
        this.#held.delete(socket);
        if (socket.onmessage !== hold) return;
        socket.onmessage = deliver;
        socket.onclose = closed;
      }
    };
    socket.onmessage = hold;
    socket.onclose = (event) => {
      flush();
      closed?.call(socket, event);
    };
    release();
  }
}

/** A page cannot break a socket as a network does; it hears of one what it would hear then. */
function cut({ socket, abort }: Connection): void {
  if (socket === undefined) {
    abort(new TypeError("The network has cut the connection."));
    return;
  }
  const { onclose } = socket;
  socket.onmessage = null;
  socket.onclose = null;
  socket.close();
  onclose?.call(socket, new CloseEvent("close", { code: 1006, wasClean: false }));
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((bytes, chunk) => bytes + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** Whether a connection is one by which an answer is followed, or asked for. */
export function isOf(answerId: string): (connection: Connection) => boolean {
  return ({ url, init }) =>
    url.includes(`/answers/${answerId}/events`) ||
    new Headers(init?.headers).get("idempotency-key") === answerId;
}
