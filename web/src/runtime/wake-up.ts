/** The moments at which a connection deserves another try at once: network back, page shown again. */

/** Calls `wake` on `online`, `pageshow` and on becoming visible; the result stops that. */
export type WakeUps = (wake: () => void) => () => void;

/** Where there is no page, nothing wakes. */
export const pageWakeUps: WakeUps = (wake) => {
  if (globalThis.document === undefined) return () => undefined;
  const shown = (): void => {
    if (document.visibilityState === "visible") wake();
  };
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", shown);
  return () => {
    removeEventListener("online", wake);
    removeEventListener("pageshow", wake);
    document.removeEventListener("visibilitychange", shown);
  };
};
