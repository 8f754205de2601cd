/**
 * The objects of a list in a JSON text that comes bit by bit and may be larger than memory: of a list
 * that is the whole text, or the value of a field of the object that is. Pure.
 */

/** How deep such an object lies: in the list, or in the list of a field. */
const DEEPEST = 2;

/** Yields the text of each object of the list. @throws SyntaxError if the text ends inside one */
export async function* itemsOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  const scan = new Scan();
  for await (const chunk of chunks) yield* scan.take(chunk);
  if (scan.open) throw new SyntaxError("the file ends in the middle");
}

class Scan {
  /** The brackets that are open. */
  readonly #around: string[] = [];
  #inString = false;
  /** The chunk before ended with a backslash in a string. */
  #escaped = false;
  /** How many brackets are open around the item that is being read; -1 outside of one. */
  #itemDepth = -1;
  /** What of that item came with earlier chunks. */
  #begun: string[] = [];

  /** Whether anything is open. */
  get open(): boolean {
    return this.#around.length > 0;
  }

  *take(chunk: string): Generator<string> {
    let start = 0;
    MARKS.lastIndex = this.#inString ? this.#stringEnd(chunk, 0) : 0;
    for (let found = MARKS.exec(chunk); found !== null; found = MARKS.exec(chunk)) {
      const { index } = found;
      const [mark] = found;
      const next = index + 1;
      if (mark === '"') MARKS.lastIndex = this.#stringEnd(chunk, next);
      else if (mark === "{" || mark === "[") {
        if (this.#begin(mark)) start = index;
      } else if (this.#end()) {
        // What is done with it may move the place of the search.
        yield this.#begun.splice(0).join("") + chunk.slice(start, next);
        MARKS.lastIndex = next;
      }
    }
    if (this.#itemDepth >= 0) this.#begun.push(chunk.slice(start));
  }

  /** Where the string ends that goes on at `at`, behind its quote; the end of the chunk if beyond. */
  #stringEnd(chunk: string, at: number): number {
    let from = this.#escaped ? at + 1 : at;
    this.#inString = true;
    this.#escaped = false;
    for (;;) {
      const quote = chunk.indexOf('"', from);
      const end = quote < 0 ? chunk.length : quote;
      let backslashes = 0;
      while (end - backslashes > from && chunk[end - backslashes - 1] === "\\") backslashes += 1;
      const escapes = backslashes % 2 === 1;
      if (quote < 0) {
        this.#escaped = escapes;
        return chunk.length;
      }
      from = quote + 1;
      if (escapes) continue;
      this.#inString = false;
      return from;
    }
  }

  /** Opens a bracket; returns whether an item begins with it. */
  #begin(mark: string): boolean {
    const depth = this.#around.length;
    const begins =
      this.#itemDepth < 0 && mark === "{" && depth <= DEEPEST && this.#around.at(-1) === "[";
    if (begins) this.#itemDepth = depth;
    this.#around.push(mark);
    return begins;
  }

  /** Closes a bracket; returns whether the item ends with it. */
  #end(): boolean {
    this.#around.pop();
    const ends = this.#around.length === this.#itemDepth;
    if (ends) this.#itemDepth = -1;
    return ends;
  }
}

const MARKS = /["{}[\]]/g;
