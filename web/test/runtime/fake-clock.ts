/** A clock that stands still until a test moves it. */

import type { Clock } from "../../src/runtime/index.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class FakeClock implements Clock {
  #now = 0;
  #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  random(): number {
    return 0.5;
  }

  /** The delays of the timers that are waiting, shortest first. */
  waiting(): number[] {
    return [...this.#timers].map((timer) => timer.at - this.#now).sort((a, b) => a - b);
  }

  /** Resolves when the next timer is due in `fromMs` to `toMs`: what comes before it has happened. */
  async untilWaiting(fromMs: number, toMs: number): Promise<void> {
    const due = (): boolean => this.waiting().some((each) => each >= fromMs && each <= toMs);
    while (!due()) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets `ms` pass as a machine that sleeps does: what falls due runs late, at the end. */
  async sleep(ms: number): Promise<void> {
    this.#now += ms;
    await this.pass(0);
  }

  /** Lets `ms` pass, running what falls due, in order. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= until);
      const next = due.sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = until;
    await settle();
  }
}

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
