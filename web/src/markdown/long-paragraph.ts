/**
 * Cuts a long paragraph into pieces that are parsed by themselves, so that a text without a single
 * break does not cost its whole length with every token.
 */

/** Characters of a piece, about; shorter paragraphs stay whole. */
export const PIECE_CHARS = 2_000;
/** Where so much has gone by without a good place, the paragraph is cut wherever that may be. */
const MOST_CHARS = 2 * PIECE_CHARS;

/** What may open or close something, and places where a word begins behind a space or a stop. */
const SIGNS =
  /(?<escaped>\\[\s\S])|(?<ticks>`+)|(?<marks>\*+|_+|~{2,}|\$+)|(?<bracket>\[|\](?:\(|\[)?|\))|(?<place>[\s，。、！？；：](?=\p{L}))/gu;
/** An image that is written into the text, and goes on: half of it would be none. */
const IMAGE = /\]\(data:image\/[^)\s]*$/;
/** Where there is no such place: between any two letters. */
const ANY_PLACE = /(?<=[\p{L}\p{N}])(?=[\p{L}\p{N}])/gu;

/**
 * The pieces of a paragraph; joined, they are `source`. A cut is made where no emphasis, code,
 * formula or link is open, and depends only on the text up to the end of its window, so that a
 * growing paragraph is cut like a finished one.
 */
export function cutParagraph(source: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let window = PIECE_CHARS; source.length - from > window; ) {
    const text = source.slice(from, from + window);
    const image = IMAGE.exec(text)?.index;
    const end = image === undefined ? 0 : source.indexOf(")", from + image);
    if (end < 0) break;
    if (end > 0) {
      window = end + 2 - from;
      continue;
    }
    const cut = placeIn(text) ?? (window < MOST_CHARS ? null : anyPlaceIn(text));
    if (cut === null) {
      window += PIECE_CHARS;
      continue;
    }
    pieces.push(source.slice(from, from + cut));
    from += cut;
    window = PIECE_CHARS;
  }
  return [...pieces, source.slice(from)];
}

/** The last place in `text` to cut; null if there is none. */
function placeIn(text: string): number | null {
  const open = new Open();
  let found: number | null = null;
  let any = false;
  let read = 0;
  for (const match of text.matchAll(SIGNS)) {
    if (match.groups?.place === undefined) open.read(match, text);
    else {
      any = true;
      if (open.nothing) found = match.index + 1;
    }
    read = match.index + match[0].length;
  }
  if (any || !open.nothing) return found;
  for (const match of text.slice(read).matchAll(ANY_PLACE)) found = read + match.index;
  return found;
}

/** A place to cut what has nothing but open ends: a space, or between two signs. */
function anyPlaceIn(text: string): number {
  const space = text.lastIndexOf(" ") + 1;
  if (space > text.length / 2) return space;
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
}

/** What is open behind the signs that were read. */
class Open {
  #ticks = "";
  #brackets = 0;
  #target = false;
  #formula = false;
  readonly #marks = new Map<string, number>();

  get nothing(): boolean {
    if (this.#ticks !== "" || this.#brackets > 0) return false;
    if (this.#target || this.#formula) return false;
    return [...this.#marks.values()].every((count) => count === 0);
  }

  read(match: RegExpMatchArray, text: string): void {
    const { escaped, ticks, marks, bracket } = match.groups ?? {};
    if (ticks !== undefined) this.#ticks = this.#code(ticks);
    else if (this.#ticks !== "") return;
    else if (escaped !== undefined)
      this.#formula = /[([]$/.test(escaped) || (this.#formula && !/[)\]]$/.test(escaped));
    else if (marks !== undefined) this.#mark(marks, text, match.index ?? 0);
    else if (bracket !== undefined) this.#bracket(bracket);
  }

  #code(ticks: string): string {
    if (this.#ticks === "") return ticks;
    return this.#ticks === ticks ? "" : this.#ticks;
  }

  #bracket(sign: string): void {
    if (sign === ")") this.#target = false;
    else if (sign === "[") this.#brackets += 1;
    else if (this.#brackets > 0) {
      this.#brackets += sign === "][" ? 0 : -1;
      this.#target = sign === "](";
    }
  }

  /** Markers close if a word stands before them and something of theirs is open. */
  #mark(marks: string, text: string, at: number): void {
    const sign = marks.charAt(0);
    const count = this.#marks.get(sign) ?? 0;
    const before = text.charAt(at - 1);
    const behind = text.charAt(at + marks.length);
    if (sign === "_" && isWord(before) && isWord(behind)) return;
    // A price.
    if (sign === "$" && /\d/.test(behind)) return;
    if (/\S/.test(before) && count > 0) this.#marks.set(sign, Math.max(0, count - marks.length));
    else if (/\S/.test(behind)) this.#marks.set(sign, count + marks.length);
  }
}

function isWord(sign: string): boolean {
  return /[\p{L}\p{N}]/u.test(sign);
}

/** The pieces of a text that no parser sees, at the ends of its lines if they are not too long. */
export function cutPlain(source: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (source.length - from > PIECE_CHARS) {
    const text = source.slice(from, from + PIECE_CHARS);
    const cut = text.lastIndexOf("\n") + 1 || anyPlaceIn(text);
    pieces.push(source.slice(from, from + cut));
    from += cut;
  }
  return [...pieces, source.slice(from)];
}
