/** Calling what others have registered: no listener keeps another from being told. */

/** Calls each of `listeners`, in their order; what one throws is reported. */
export function tellAll<A extends readonly unknown[]>(
  listeners: Iterable<(...told: A) => void>,
  ...told: A
): void {
  for (const listener of [...listeners]) {
    try {
      listener(...told);
    } catch (error) {
      report(error);
    }
  }
}

/** Has the environment tell of `error` as of one that nobody caught. */
export function report(error: unknown): void {
  if (typeof globalThis.reportError === "function") globalThis.reportError(error);
  else {
    queueMicrotask(() => {
      throw error;
    });
  }
}
