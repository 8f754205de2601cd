/** The moments at which a connection deserves another try at once: network back, page shown again. */

/** `online`: the network is back. `awake`: the page is shown again. */
export type WakeReason = "online" | "awake";

/** Calls `wake` on `online`, `pageshow` and on becoming visible; the result stops that. */
export type WakeUps = (wake: (why: WakeReason) => void) => () => void;

/** Where there is no page, nothing wakes. */
export const pageWakeUps: WakeUps = (wake) => {
  if (globalThis.document === undefined) return () => undefined;
  const online = (): void => wake("online");
  const awake = (): void => wake("awake");
  const shown = (): void => {
    if (document.visibilityState === "visible") awake();
  };
  addEventListener("online", online);
  addEventListener("pageshow", awake);
  document.addEventListener("visibilitychange", shown);
  return () => {
    removeEventListener("online", online);
    removeEventListener("pageshow", awake);
    document.removeEventListener("visibilitychange", shown);
  };
};
