/**
 * Keeps one answer up to date until its `end`, whatever the network does.
 *
 * It follows the log from its cursor, and again after an error, a closed connection, a stall (no
 * byte for 2.5 heartbeats) or a gap; at once when the network or the page comes back, otherwise
 * after a growing wait. Only a refusal that a retry cannot change ends it early (`refused`).
 * Subscribers are told at most once per painted frame.
 */

import {
  type Answer,
  ApiError,
  type AskRequest,
  type Frame,
  formatCursor,
  isSettled,
} from "../protocol/index.ts";
import type { Outcome, Sink, Transport } from "../transports/index.ts";
import { type Clock, systemClock } from "../transports/index.ts";
import { type AnswerState, applyFrame, snapshotState } from "./answer-state.ts";
import { backoffMs } from "./backoff.ts";
import { onNextFrame, type Schedule } from "./frame-batch.ts";
import { type LiveFigures, Meter } from "./meter.ts";
import { pageWakeUps, type WakeUps } from "./wake-up.ts";

/** The server sends something at least this often. */
export const HEARTBEAT_MS = 10_000;
const STALL_MS = 2.5 * HEARTBEAT_MS;
/** How often a question is sent that the server refuses for the moment. */
const MAX_ASKS = 4;

/** `connecting`: first try under way. `reconnecting`: it was lost, or waits for the next try. */
export type Connection = "connecting" | "open" | "reconnecting" | "ended" | "refused" | "closed";

export interface StreamSnapshot {
  readonly answer: AnswerState;
  readonly connection: Connection;
  /** Why the server refused, if `connection` is `refused`. */
  readonly refusal: ApiError | null;
  readonly figures: LiveFigures;
}

/** What is to be sent to begin: a question that is asked, until the server has named its answer. */
export interface Ask {
  readonly body: AskRequest;
  /** Idempotency-Key: a repeated request is the same question, not a second one. */
  readonly key: string;
}

export interface StreamOptions {
  readonly transport: Transport;
  readonly clock?: Clock;
  readonly schedule?: Schedule;
  readonly wakeUps?: WakeUps;
}

/** One answer being followed. Call `start` once; `close` lets go without stopping the answer. */
export class AnswerStream {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #schedule: Schedule;
  readonly #wakeUps: WakeUps;
  readonly #ask: Ask | null;
  readonly #meter: Meter;
  readonly #listeners = new Set<() => void>();
  #answer: AnswerState;
  #connection: Connection = "connecting";
  #refusal: ApiError | null = null;
  #snapshot: StreamSnapshot;
  #publishing = false;
  #attempt: AbortController | null = null;
  #failures = 0;
  #retryAfterMs = 0;
  #watchdog: Watchdog | null = null;
  #wake: (() => void) | null = null;

  constructor(initial: AnswerState, ask: Ask | null, options: StreamOptions) {
    this.#answer = initial;
    this.#ask = ask;
    this.#transport = options.transport;
    this.#clock = options.clock ?? systemClock;
    this.#schedule = options.schedule ?? onNextFrame;
    this.#wakeUps = options.wakeUps ?? pageWakeUps;
    this.#meter = new Meter(this.#clock.now(), ask !== null);
    this.#snapshot = this.#told();
  }

  readonly getSnapshot = (): StreamSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Follows until the end. Resolves when nothing more will come: ended, refused or closed. */
  async start(): Promise<void> {
    const unsubscribe = this.#wakeUps(() => this.#wakeUp());
    try {
      while (!this.#over()) {
        await this.#tryOnce();
        if (this.#over()) break;
        this.#set("reconnecting");
        await this.#pause();
      }
    } finally {
      unsubscribe();
      this.#attempt?.abort();
      this.#publish();
    }
  }

  /** Stops following; the answer itself goes on at the server. */
  close(): void {
    if (!this.#over()) this.#set("closed");
    this.#attempt?.abort();
    this.#wake?.();
  }

  /** Takes over a snapshot that came another way, such as the reply to Stop. */
  adopt(answer: Answer): void {
    if (!isSettled(answer.status) || this.#answer.ended) return;
    this.#answer = snapshotState(answer);
    this.#set("ended");
    this.#attempt?.abort();
    this.#wake?.();
  }

  #over(): boolean {
    return ["ended", "refused", "closed"].includes(this.#connection);
  }

  async #tryOnce(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const watchdog = new Watchdog(this.#clock, STALL_MS, () => attempt.abort());
    this.#watchdog = watchdog;
    const sink: Sink = {
      onOpen: () => watchdog.feed(),
      onBytes: () => watchdog.feed(),
      onFrames: (frames) => {
        if (this.#attempt === attempt && !attempt.signal.aborted) this.#take(frames);
      },
    };
    try {
      const outcome = await this.#connect(sink, attempt.signal);
      if (outcome === "done") this.#readAgain();
      else this.#failures += 1;
    } catch (error) {
      this.#failed(error);
    } finally {
      watchdog.stop();
      attempt.abort();
    }
  }

  #connect(sink: Sink, signal: AbortSignal): Promise<Outcome> {
    const { id, cursor } = this.#answer;
    if (id !== null) {
      return this.#transport.follow(id, cursor && formatCursor(cursor), sink, signal);
    }
    if (this.#ask === null) throw new TypeError("an answer without id and question");
    return this.#transport.ask(this.#ask.body, this.#ask.key, sink, signal);
  }

  /** The server holds our cursor to be the end, but no `end` was seen: read from the start. */
  #readAgain(): void {
    this.#failures += 1;
    this.#answer = { ...this.#answer, cursor: null };
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    if (!(error instanceof ApiError) || this.#over()) return;
    this.#retryAfterMs = error.retryAfterMs ?? 0;
    // A server that keeps refusing a question is believed; one that is out of reach is waited for.
    const tired = this.#answer.id === null && error.status > 0 && this.#failures >= MAX_ASKS;
    if (error.retryable && !tired) return;
    this.#refusal = error;
    this.#set("refused");
  }

  #take(frames: readonly Frame[]): void {
    let answer = this.#answer;
    try {
      for (const frame of frames) answer = applyFrame(answer, frame);
      this.#failures = 0;
    } catch {
      // A gap: what is whole is kept, the rest is asked for again from the cursor.
      this.#attempt?.abort();
    }
    this.#meter.take(frames, this.#clock.now());
    this.#answer = answer;
    this.#set(answer.ended ? "ended" : "open");
  }

  async #pause(): Promise<void> {
    if (this.#failures === 0) return;
    const waitMs = Math.max(this.#retryAfterMs, backoffMs(this.#failures, this.#clock));
    this.#retryAfterMs = 0;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(waitMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = null;
  }

  /** Ends a wait, and a connection that died unnoticed while the page slept. */
  #wakeUp(): void {
    if (this.#wake !== null) this.#wake();
    else if ((this.#watchdog?.silentMs() ?? 0) > 1.2 * HEARTBEAT_MS) this.#attempt?.abort();
  }

  #set(connection: Connection): void {
    this.#connection = connection;
    if (this.#publishing) return;
    this.#publishing = true;
    this.#schedule(() => this.#publish());
  }

  #publish(): void {
    this.#publishing = false;
    this.#snapshot = this.#told();
    for (const listener of [...this.#listeners]) listener();
  }

  #told(): StreamSnapshot {
    return {
      answer: this.#answer,
      connection: this.#connection,
      refusal: this.#refusal,
      figures: this.#meter.figures(),
    };
  }
}

/** Calls `bark` when it is not fed for `limitMs`. */
class Watchdog {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #bark: () => void;
  #fedAt: number;
  #cancel: () => void;

  constructor(clock: Clock, limitMs: number, bark: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#bark = bark;
    this.#fedAt = clock.now();
    this.#cancel = clock.after(limitMs, () => this.#look());
  }

  silentMs(): number {
    return this.#clock.now() - this.#fedAt;
  }

  feed(): void {
    this.#fedAt = this.#clock.now();
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const leftMs = this.#fedAt + this.#limitMs - this.#clock.now();
    if (leftMs <= 0) this.#bark();
    else this.#cancel = this.#clock.after(leftMs, () => this.#look());
  }
}
