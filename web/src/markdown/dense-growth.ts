/**
 * A piece full of signs costs several milliseconds, which is too much for every frame in which it
 * grows. It is drawn again when it has grown by a quarter; what has come since stands behind it as it
 * was written.
 */

import { costOf } from "./soup.ts";

/** A piece that costs more blocks than this is dense. */
const DENSE = 16;
const GROWTH = 1.25;

export interface Drawn<T> {
  readonly drawn: T;
  /** What has come since, which `drawn` does not show. */
  readonly rest: string;
}

export class DenseGrowth<T> {
  #source = "";
  #drawn: T | null = null;

  /** What is drawn of a growing `source`. */
  of(source: string, draw: (source: string) => T): Drawn<T> {
    const little = source.length < this.#source.length * GROWTH;
    if (this.#drawn === null || !little || !source.startsWith(this.#source)) {
      const drawn = draw(source);
      this.#source = source;
      this.#drawn = costOf(source) > DENSE ? drawn : null;
      return { drawn, rest: "" };
    }
    return { drawn: this.#drawn, rest: source.slice(this.#source.length) };
  }
}
