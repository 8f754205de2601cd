/**
 * What the page loads after its first paint: the parsers of Markdown, the dialogs, the inspector. When
 * it cannot be fetched, the page goes on without it and asks for it until it is there.
 */

import { useEffect } from "react";
import { Store } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
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

export interface LateState<T> {
  /** null until it is there. */
  readonly loaded: T | null;
  /** It could not be fetched yet. */
  readonly failed: boolean;
}

/** A store of what is loaded late. */
export class Late<T> extends Store<LateState<T>> {
  readonly #load: (failures: number) => Promise<T>;
  readonly #clock: Clock;
  readonly #wakeUps: WakeUps;
  #begun = false;
  /** Ends the wait for the next attempt. */
  #hurry: (() => void) | null = null;

  /** `load` is called with how often it has failed before. */
  constructor(load: (failures: number) => Promise<T>, options: LateOptions = {}) {
    super({ loaded: null, failed: false });
    this.#load = load;
    this.#clock = options.clock ?? systemClock;
    this.#wakeUps = options.wakeUps ?? pageWakeUps;
  }

  /** Begins to load it. After a failure: tries again at once, and not only after a while. */
  readonly begin = (): void => {
    this.#hurry?.();
    if (this.#begun) return;
    this.#begun = true;
    void this.#try(0);
  };

  async #try(failures: number): Promise<void> {
    let loaded: T;
    try {
      loaded = await this.#load(failures);
    } catch {
      this.patch({ failed: true });
      this.#later(() => void this.#try(failures + 1), failures + 1);
      return;
    }
    this.set({ loaded, failed: false });
  }

  /** Goes on after a while, or as soon as the network or the reader comes back. */
  #later(again: () => void, failures: number): void {
    const go = (): void => {
      this.#hurry = null;
      cancel();
      stopListening();
      again();
    };
    this.#hurry = go;
    const cancel = this.#clock.after(backoffMs(failures, this.#clock), go);
    const stopListening = this.#wakeUps(go);
  }
}

/** What is loaded of `late`, which is begun once it is `wanted`. */
export function useLate<T>(late: Late<T>, wanted: boolean): LateState<T> {
  useEffect(() => {
    if (wanted) late.begin();
  }, [late, wanted]);
  return useStore(late);
}
