/** Silence that lasts too long, measured without a timer for every sign of life. */

import type { Clock } from "./clock.ts";

/** Calls `bark` when it is not fed for `limitMs`. */
export class Watchdog {
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
