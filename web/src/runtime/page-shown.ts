/** Whether the page is shown, as what does less out of sight has to know. */

export interface Shown {
  isShown(): boolean;
  /** Calls `listener` when that changes; the result stops it. */
  subscribe(listener: () => void): () => void;
}

/** Always shown where there is no document. */
export const pageShown: Shown = {
  isShown: () => globalThis.document?.visibilityState !== "hidden",
  subscribe(listener) {
    if (globalThis.document === undefined) return () => undefined;
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
  },
};
