/** Measures a growing answer as it is seen here, until the server sends its own figures. */

import { type Frame, isToken } from "../../protocol/index.ts";

export interface LiveFigures {
  /** When following began; milliseconds of the clock, like all that ends in `At`. */
  readonly beganAt: number;
  /** From the question to the first of what the model writes; null if it was not asked here. */
  readonly firstTokenMs: number | null;
  /** How long the model thought before it wrote; null if that was not seen, or is not over. */
  readonly thoughtMs: number | null;
  /** When something of what it writes came last; null before. */
  readonly lastAt: number | null;
  /** Tokens per second, about: one for each event, since the first that was seen live. */
  readonly tokensPerS: number | null;
}

/** Fewer tokens, or less time, say nothing about the speed. */
const MIN_TOKENS = 5;
const MIN_MS = 300;

export class Meter {
  readonly #beganAt: number;
  /** Whether the question was asked here, so that the wait for its answer was seen. */
  readonly #asked: boolean;
  #firstAt: number | null = null;
  #thinkingAt: number | null = null;
  #thoughtMs: number | null = null;
  #lastAt: number | null = null;
  #first = 0;
  #tokens = 0;

  constructor(now: number, asked: boolean) {
    this.#beganAt = now;
    this.#asked = asked;
  }

  /** Takes in what came at `now`. What was missed comes at once, and is not counted. */
  take(frames: readonly Frame[], now: number): void {
    let tokens = 0;
    for (const frame of frames) {
      if (!isToken(frame)) continue;
      tokens += 1;
      if (frame.event.kind === "reasoning") this.#thinkingAt ??= now;
      else if (this.#thinkingAt !== null) this.#thoughtMs ??= now - this.#thinkingAt;
    }
    if (tokens === 0) return;
    this.#tokens += tokens;
    if (this.#firstAt === null) {
      this.#firstAt = now;
      this.#first = tokens;
    }
    this.#lastAt = now;
  }

  figures(): LiveFigures {
    const seen = this.#tokens - this.#first;
    const tookMs = (this.#lastAt ?? 0) - (this.#firstAt ?? 0);
    const enough = seen >= MIN_TOKENS && tookMs >= MIN_MS;
    return {
      beganAt: this.#beganAt,
      firstTokenMs: this.#asked && this.#firstAt !== null ? this.#firstAt - this.#beganAt : null,
      thoughtMs: this.#asked ? this.#thoughtMs : null,
      lastAt: this.#lastAt,
      tokensPerS: enough ? (seen * 1000) / tookMs : null,
    };
  }
}
