/** Values that others can read and watch. Each store has one owner, which alone changes its value. */

import { tellAll } from "../runtime/index.ts";

/** A value for those who do not own it. */
export interface ReadonlyStore<T> {
  readonly getSnapshot: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Holds a value; every `set` with another value calls all listeners, in the order they came. */
export class Store<T> implements ReadonlyStore<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  /** Whether it has listeners. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  readonly getSnapshot = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    tellAll(this.#listeners);
  }

  /** Replaces some fields. */
  patch(fields: Partial<T>): void {
    this.set({ ...this.#value, ...fields });
  }
}
