/** An answer that is followed as long as it has watchers. */

import type { ReadonlyStore } from "../store.ts";
import type { AnswerStream } from "./answer-stream.ts";
import type { StreamSnapshot } from "./stream-snapshot.ts";

/**
 * Begins with the first watcher and ends after the last. Reading it starts nothing, so that a
 * page may make one and throw it away. A watcher that leaves and comes back at once, as React's
 * StrictMode does, costs no connection.
 */
export class AnswerWatch implements ReadonlyStore<StreamSnapshot> {
  readonly #make: () => AnswerStream;
  readonly #watched: (watch: AnswerWatch, now: boolean) => void;
  #stream: AnswerStream;
  #watchers = 0;

  /** @param watched called when the first watcher comes, and when the last has left */
  constructor(make: () => AnswerStream, watched: (watch: AnswerWatch, now: boolean) => void) {
    this.#make = make;
    this.#watched = watched;
    this.#stream = make();
  }

  readonly getSnapshot = (): StreamSnapshot => this.#stream.getSnapshot();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#watchers += 1;
    this.#watched(this, true);
    if (this.getSnapshot().connection === "closed") this.#stream = this.#make();
    const unsubscribe = this.#stream.subscribe(listener);
    void this.#stream.start();
    return () => {
      unsubscribe();
      this.#watchers -= 1;
      queueMicrotask(() => {
        if (this.#watchers > 0) return;
        this.#stream.close();
        this.#watched(this, false);
      });
    };
  };
}
