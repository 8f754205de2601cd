/**
 * Judges whether a stream arrives as it was sent, or is held back by something in between. Pure
 * but for its clock.
 *
 * A late first byte, a long silence (`heartbeat.ts`), or chunks that hold much after long pauses,
 * several times in a row, are the work of a proxy that buffers.
 */

import type { Frame } from "../protocol/index.ts";
import type { Clock } from "../runtime/index.ts";
import { FIRST_BYTE_MS, HELD_BACK_MS } from "./heartbeat.ts";

/** What comes after such a pause, and is so much, had been kept somewhere. */
const PAUSE_MS = 1_000;
const MANY_EVENTS = 8;
const MANY_HEARTBEATS = 2;
const BURSTS = 3;
/** A timer that is so late was asleep, and proves nothing. */
const LATE_MS = 2_000;

export class Pace {
  readonly #clock: Clock;
  readonly #heldBack: () => void;
  #cancel: () => void = () => undefined;
  #lastAt: number | null = null;
  #bursts = 0;

  /** @param heldBack called once when the stream is judged to be held back */
  constructor(clock: Clock, heldBack: () => void) {
    this.#clock = clock;
    this.#heldBack = heldBack;
    this.#watch(FIRST_BYTE_MS);
  }

  /** A chunk has come. */
  bytes(): void {
    this.#watch(HELD_BACK_MS);
  }

  /** The frames of the chunk. */
  frames(frames: readonly Frame[]): void {
    const now = this.#clock.now();
    const pauseMs = this.#lastAt === null ? 0 : now - this.#lastAt;
    this.#lastAt = now;
    const heartbeats = frames.filter((frame) => frame.cursor === null).length;
    const many = frames.length - heartbeats >= MANY_EVENTS || heartbeats >= MANY_HEARTBEATS;
    if (!many || pauseMs < PAUSE_MS) this.#bursts = 0;
    else this.#bursts += 1;
    if (this.#bursts >= BURSTS) this.#judge();
  }

  stop(): void {
    this.#cancel();
  }

  #watch(limitMs: number): void {
    this.#cancel();
    const dueAt = this.#clock.now() + limitMs;
    this.#cancel = this.#clock.after(limitMs, () => {
      if (this.#clock.now() - dueAt < LATE_MS) this.#judge();
      else this.#watch(limitMs);
    });
  }

  #judge(): void {
    this.#cancel();
    this.#heldBack();
  }
}
