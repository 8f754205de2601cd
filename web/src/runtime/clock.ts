/** Time and chance as arguments, so that tests own them. */

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
