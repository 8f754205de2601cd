/**
 * Runs a task at most once per painted frame. A hidden page paints nothing and gets no frames, so
 * there a timer stands in.
 */

export type Schedule = (run: () => void) => void;

const HIDDEN_MS = 250;
/** About one frame, where nothing is painted. */
const PAGELESS_MS = 16;

/** Schedules on the next animation frame of a visible page, after 250 ms on a hidden one. */
export const onNextFrame: Schedule = (run) => {
  if (typeof document === "undefined" || document.visibilityState === "hidden") {
    setTimeout(run, typeof document === "undefined" ? PAGELESS_MS : HIDDEN_MS);
    return;
  }
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    run();
  };
  const frame = requestAnimationFrame(once);
  // A page that is hidden between the request and the frame would never be called.
  const timer = setTimeout(once, HIDDEN_MS);
};
