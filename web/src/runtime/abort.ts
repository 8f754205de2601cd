/** Waiting and work that end by an `AbortSignal`. */

import { networkError } from "../protocol/index.ts";
import type { Clock } from "./clock.ts";

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
