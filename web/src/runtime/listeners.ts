/** Listeners that throw: one of them keeps no other from being called, and its error is not lost. */

/** Calls each of `listeners`, in their order, and reports what one of them throws. */
export function tellAll<A extends readonly unknown[]>(
  listeners: Iterable<(...args: A) => void>,
  ...args: A
): void {
  for (const listener of [...listeners]) {
    try {
      listener(...args);
    } catch (error) {
      report(error);
    }
  }
}

/** Hands `error` to the environment, as an error that was not caught. */
export function report(error: unknown): void {
  if (typeof globalThis.reportError === "function") globalThis.reportError(error);
  else {
    queueMicrotask(() => {
      throw error;
    });
  }
}
