/**
 * The parts of an environment that a test replaces: time and chance, frames, whether the page is
 * shown, what wakes it, and where uncaught errors go; and waiting that a signal ends.
 */

export { pause, untilAborted } from "./abort.ts";
export { backoffMs } from "./backoff.ts";
export { type Clock, systemClock } from "./clock.ts";
export { onNextFrame, type Schedule } from "./frame-batch.ts";
export { FrameBudget, pageBudget } from "./frame-budget.ts";
export { report, tellAll } from "./listeners.ts";
export { pageShown, type Shown } from "./page-shown.ts";
export { pageWakeUps, type WakeReason, type WakeUps } from "./wake-up.ts";
export { Watchdog } from "./watchdog.ts";
