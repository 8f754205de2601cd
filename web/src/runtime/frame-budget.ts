/**
 * Colours and formulas of a text that comes all at once would be drawn all at once, too. They are
 * drawn as they come as long as a frame has time for it; what is left waits for the next frames.
 */

import { onNextFrame, type Schedule } from "./frame-batch.ts";

/** What may be spent in one frame; the other half of it is the browser's. */
const BUDGET_MS = 8;

export class FrameBudget {
  readonly #schedule: Schedule;
  readonly #now: () => number;
  #spentMs = 0;
  #waiting: (() => void)[] = [];
  #counting = false;

  constructor(schedule: Schedule = onNextFrame, now: () => number = () => performance.now()) {
    this.#schedule = schedule;
    this.#now = now;
  }

  /** Runs `work` now, or in a later frame behind what waits already; the result calls it off. */
  spend(work: () => void): () => void {
    let wanted = true;
    const run = (): void => {
      if (wanted) this.#run(work);
    };
    this.#count();
    if (this.#waiting.length === 0 && this.#spentMs < BUDGET_MS) run();
    else this.#waiting.push(run);
    return () => {
      wanted = false;
    };
  }

  /** Something waits for a later frame. */
  get behind(): boolean {
    return this.#waiting.length > 0;
  }

  #run(work: () => void): void {
    const begunAt = this.#now();
    try {
      work();
    } finally {
      this.#spentMs += this.#now() - begunAt;
    }
  }

  #count(): void {
    if (this.#counting) return;
    this.#counting = true;
    this.#schedule(() => this.#nextFrame());
  }

  #nextFrame(): void {
    this.#counting = false;
    this.#spentMs = 0;
    if (this.#waiting.length === 0) return;
    this.#count();
    while (this.#spentMs < BUDGET_MS) {
      const run = this.#waiting.shift();
      if (run === undefined) return;
      run();
    }
  }
}

/** The budget of this page. */
export const pageBudget = /* @__PURE__ */ new FrameBudget();
