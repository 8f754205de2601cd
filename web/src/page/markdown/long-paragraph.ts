/**
 * Cuts a long paragraph into pieces that are parsed by themselves, so that a text without a single
 * break does not cost its whole length with every token.
 */

import remend from "remend";

/** Characters of a piece, about; shorter paragraphs stay whole. */
export const PIECE_CHARS = 2_000;
/** How many places are tried for a cut. */
const TRIES = 60;

/** A space, or a stop of East Asia; then something that begins a word and no list or heading. */
const PLACE = /[\s，。、！？；：](?=\p{L})/gu;
/** Where there is no such place: between any two letters. */
const ANY_PLACE = /[\p{L}\p{N}](?=[\p{L}\p{N}])/gu;

/**
 * The pieces of a paragraph; joined, they are `source`. A cut is made where no emphasis, code or
 * link is open, and depends only on the text up to the end of its window, so that a growing
 * paragraph is cut like a finished one.
 */
export function cutParagraph(source: string): string[] {
  const pieces: string[] = [];
  let rest = source;
  for (let window = PIECE_CHARS; rest.length > window; ) {
    const cut = placeIn(rest.slice(0, window));
    if (cut === null) {
      window += PIECE_CHARS;
      continue;
    }
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
    window = PIECE_CHARS;
  }
  return [...pieces, rest];
}

/** The last place in `text` to cut; null if there is none. */
function placeIn(text: string): number | null {
  const good = [...text.matchAll(PLACE)];
  const found = good.length > 0 ? good : [...text.matchAll(ANY_PLACE)];
  const places = found.map((match) => match.index + match[0].length);
  for (const place of places.reverse().slice(0, TRIES)) {
    const piece = text.slice(0, place).trimEnd();
    if (remend(piece) === piece) return place;
  }
  return null;
}
