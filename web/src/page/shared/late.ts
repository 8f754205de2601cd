/**
 * What the page loads behind its first paint, and can do without for a while. A server that is away
 * takes nothing but time: it is asked for again until it is there.
 */

import { Store } from "../../core/index.ts";
import {
  backoffMs,
  type Clock,
  pageWakeUps,
  systemClock,
  type WakeUps,
} from "../../runtime/index.ts";

export interface LateOptions {
  readonly clock?: Clock;
  readonly wakeUps?: WakeUps;
}

/** A store of what is loaded; null until then. */
export class Late<T> extends Store<T | null> {
  readonly #load: (failures: number) => Promise<T>;
  readonly #clock: Clock;
  readonly #wakeUps: WakeUps;
  #begun = false;

  /** `load` is called with how often it has failed before. */
  constructor(load: (failures: number) => Promise<T>, options: LateOptions = {}) {
    super(null);
    this.#load = load;
    this.#clock = options.clock ?? systemClock;
    this.#wakeUps = options.wakeUps ?? pageWakeUps;
  }

  /** Begins to load, if nobody has yet. */
  readonly begin = (): void => {
    if (this.#begun) return;
    this.#begun = true;
    void this.#try(0);
  };

  async #try(failures: number): Promise<void> {
    let loaded: T;
    try {
      loaded = await this.#load(failures);
    } catch {
      this.#later(() => void this.#try(failures + 1), failures + 1);
      return;
    }
    this.set(loaded);
  }

  /** Goes on after a while, or as soon as the network or the reader comes back. */
  #later(again: () => void, failures: number): void {
    const go = (): void => {
      cancel();
      stopListening();
      again();
    };
    const cancel = this.#clock.after(backoffMs(failures, this.#clock), go);
    const stopListening = this.#wakeUps(go);
  }
}
