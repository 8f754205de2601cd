/**
 * The files that were added to a question. Their text is extracted one after the other, in their
 * order, and put into the box; a picture stays there as it came, too.
 */

import { type ReadonlyStore, Store } from "../../core/index.ts";
import {
  type Extract,
  type Extraction,
  type PageRange,
  type Progress,
  Unextracted,
  type Untold,
} from "./extracted.ts";
import { blockOf, exchanged, findBlock, languageOf, withBlock, without } from "./file-blocks.ts";
import { type FileKind, kindOf } from "./file-kinds.ts";
import { type Room, roomBeside } from "./room.ts";
import { shownName } from "./shown-name.ts";

export type FileState =
  | { readonly status: "waiting" }
  | { readonly status: "reading"; readonly progress: Progress | null }
  | { readonly status: "ready"; readonly extraction: Extraction; readonly block: string }
  | { readonly status: "failed"; readonly reason: Untold };

export interface AttachedFile {
  readonly id: number;
  /** No other file in the list has it. */
  readonly name: string;
  readonly file: File;
  readonly kind: FileKind;
  /** The pages that are wanted of it; null for all. */
  readonly pages: PageRange | null;
  readonly state: FileState;
}

/** The box in which the question is written. */
export interface WritingBox {
  /** Whether the question of the files is written in it, and not an edit of another one. */
  isOpen(): boolean;
  /** What stands in it, and the caret. */
  read(): { readonly text: string; readonly caret: number };
  write(text: string, caret: number): void;
}

type Files = readonly AttachedFile[];

export class AttachedFiles implements ReadonlyStore<Files> {
  readonly #store = new Store<Files>([]);
  readonly #box: WritingBox;
  readonly #extract: () => Promise<Extract>;
  readonly getSnapshot = this.#store.getSnapshot;
  readonly subscribe = this.#store.subscribe;
  #next = 1;
  /** Tokens that the model holds; null: nobody tells. */
  #contextLength: number | null = null;
  /** Calls off what is being read. */
  #reading: { readonly id: number; readonly abort: AbortController } | null = null;

  constructor(box: WritingBox, extract: () => Promise<Extract>) {
    this.#box = box;
    this.#extract = extract;
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const name = this.#freeName(shownName(file.name));
      const added = { id: this.#next, name, file, kind: kindOf(file), pages: null };
      this.#next += 1;
      this.#store.set([...this.getSnapshot(), { ...added, state: { status: "waiting" } }]);
    }
    void this.#go();
  }

  /** The model that is to answer holds so many tokens; what is read from now on heeds that. */
  setContextLength(tokens: number | null): void {
    this.#contextLength = tokens;
  }

  /** Takes a file away, with its text; calls off its reading. */
  remove(id: number): void {
    const file = this.#find(id);
    if (file === undefined) return;
    this.#store.set(this.getSnapshot().filter((each) => each !== file));
    if (this.#reading?.id === id) this.#reading.abort.abort();
    const { text, caret } = this.#box.read();
    const place = findBlock(text, file.name);
    if (place === null) return;
    const after =
      caret >= place.end ? caret - (place.end - place.start) : Math.min(caret, place.start);
    this.#box.write(without(text, place), after);
  }

  /** Takes a file one place up (-1) or down (1), and its text as well. */
  move(id: number, by: -1 | 1): void {
    const files = [...this.getSnapshot()];
    const at = files.findIndex((each) => each.id === id);
    const one = files[at];
    const other = files[at + by];
    if (one === undefined || other === undefined) return;
    files[at] = other;
    files[at + by] = one;
    this.#store.set(files);
    const { text, caret } = this.#box.read();
    const [here, there] = [findBlock(text, one.name), findBlock(text, other.name)];
    if (here !== null && there !== null) this.#box.write(exchanged(text, here, there), caret);
  }

  /** Has other pages of a document in the place of those that are there. */
  choosePages(id: number, pages: PageRange): void {
    this.#patch(id, { pages, state: { status: "waiting" } });
    void this.#go();
  }

  /** Puts what is to be done with the files before all else, in the place of an earlier one. */
  instruct(instruction: string, others: readonly string[]): void {
    const { text } = this.#box.read();
    const former = others.find((each) => text.startsWith(`${each}\n`));
    const rest = former === undefined ? text : text.slice(former.length).trimStart();
    this.#box.write(`${instruction}\n\n${rest}`, instruction.length);
  }

  /** Whether nobody has changed the text of a file. */
  isUntouched(id: number): boolean {
    const state = this.#find(id)?.state;
    return state?.status !== "ready" || this.#box.read().text.includes(state.block);
  }

  /** Lets go of files whose text has left the box: it was sent, or taken out by hand. */
  follow(text: string): void {
    const files = this.getSnapshot();
    const left = files.filter(
      ({ name, state }) => state.status !== "ready" || findBlock(text, name) !== null,
    );
    if (left.length < files.length) this.#store.set(left);
    void this.#go();
  }

  /** Calls off everything. */
  close(): void {
    this.#reading?.abort.abort();
    this.#store.set([]);
  }

  async #go(): Promise<void> {
    if (this.#reading !== null || !this.#box.isOpen()) return;
    const next = this.getSnapshot().find(({ state }) => state.status === "waiting");
    if (next === undefined) return;
    const abort = new AbortController();
    this.#reading = { id: next.id, abort };
    this.#setState(next.id, { status: "reading", progress: null });
    try {
      const extract = await this.#extract();
      const extraction = await extract(next.file, next.kind, {
        pages: next.pages,
        room: this.#roomFor(next),
        signal: abort.signal,
        onProgress: (progress) => this.#setState(next.id, { status: "reading", progress }),
      });
      this.#finish(next, extraction);
    } catch (error) {
      if (!abort.signal.aborted) {
        const reason = error instanceof Unextracted ? error.reason : "broken";
        this.#setState(next.id, { status: "failed", reason });
      }
    }
    this.#reading = null;
    void this.#go();
  }

  #finish(file: AttachedFile, extraction: Extraction): void {
    if (this.#find(file.id) === undefined) return;
    if (!this.#box.isOpen()) {
      // It is read once more when the question is written again.
      this.#setState(file.id, { status: "waiting" });
      return;
    }
    if (extraction.text.trim() === "") {
      this.#setState(file.id, {
        status: "failed",
        reason: extraction.fits < 1 ? "full" : "empty",
      });
      return;
    }
    const block = blockOf(file.name, extraction.text, {
      language: file.kind === "text" ? languageOf(file.name) : "",
      part: partOf(extraction),
    });
    const { text, caret } = this.#box.read();
    const former = findBlock(text, file.name);
    const rest = former === null ? text : without(text, former);
    const at = former?.start ?? this.#placeFor(file, text) ?? caret;
    const { text: whole, end } = withBlock(rest, block, at);
    this.#box.write(whole, caret >= at ? Math.max(end, caret + whole.length - text.length) : caret);
    this.#setState(file.id, { status: "ready", extraction, block });
  }

  /** How much of a file the question has room for. */
  #roomFor(file: AttachedFile): Room {
    const { text } = this.#box.read();
    const former = findBlock(text, file.name);
    const others = former === null ? text : without(text, former);
    return roomBeside(others, this.#contextLength);
  }

  /** Behind the nearest file before it that has its text in the box, or before the next one. */
  #placeFor(file: AttachedFile, text: string): number | null {
    const files = this.getSnapshot();
    const at = files.findIndex(({ id }) => id === file.id);
    for (const { name } of files.slice(0, at).reverse()) {
      const place = findBlock(text, name);
      if (place !== null) return place.end;
    }
    for (const { name } of files.slice(at + 1)) {
      const place = findBlock(text, name);
      if (place !== null) return place.start;
    }
    return null;
  }

  #freeName(wanted: string): string {
    const taken = new Set(this.getSnapshot().map(({ name }) => name));
    const { text } = this.#box.read();
    const isFree = (name: string) => !taken.has(name) && findBlock(text, name) === null;
    if (isFree(wanted)) return wanted;
    const [, stem = wanted, ending = ""] = /^(.*?)(\.\w+)?$/s.exec(wanted) ?? [];
    for (let number = 2; ; number += 1) {
      const name = `${stem} ${number}${ending}`;
      if (isFree(name)) return name;
    }
  }

  #find(id: number): AttachedFile | undefined {
    return this.getSnapshot().find((each) => each.id === id);
  }

  #setState(id: number, state: FileState): void {
    this.#patch(id, { state });
  }

  #patch(id: number, fields: Partial<AttachedFile>): void {
    this.#store.set(
      this.getSnapshot().map((each) => (each.id === id ? { ...each, ...fields } : each)),
    );
  }
}

/** Which pages of a document it is, in every language alike; "" for all. */
function partOf({ pages }: Extraction): string {
  if (pages === undefined || (pages.first === 1 && pages.last === pages.count)) return "";
  const range = pages.first === pages.last ? pages.first : `${pages.first}–${pages.last}`;
  return `p. ${range} / ${pages.count}`;
}
