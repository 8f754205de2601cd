/** Time and chance as arguments, so that tests own them; and work that ends by a signal. */

import { networkError } from "../protocol/index.ts";

export interface Clock {
  /** Milliseconds since 1970. It goes on while the device sleeps, so that a long sleep is seen. */
  now(): number;
  /** Calls `run` once after `delayMs`; the result undoes it. */
  after(delayMs: number, run: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: Date.now,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Resolves after `ms`, or when `signal` is aborted. */
export function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      cancel();
      signal.removeEventListener("abort", over);
      resolve();
    };
    const cancel = clock.after(ms, over);
    signal.addEventListener("abort", over);
    if (signal.aborted) over();
  });
}

/** As `work`, until `signal` is aborted: then it rejects with the reason, whatever `work` does. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(networkError(signal.reason));
    signal.addEventListener("abort", leave);
    const done = (): void => signal.removeEventListener("abort", leave);
    work.then(resolve, reject).then(done, done);
    if (signal.aborted) leave();
  });
}
