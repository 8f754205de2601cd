/**
 * Where the lines of a page are, in the order in which they are read. Pieces of ink make strips of
 * text; where a gutter runs between strips that fill their columns, the columns are read one after
 * the other; what stands in a row otherwise, as in a table, is one line.
 */

import type { Box, Component } from "./components.ts";

export interface Line extends Box {
  /** Its parts from left to right, with wide gaps between them. */
  readonly strips: readonly Box[];
  /** It begins a paragraph: there is more room above it than between lines. */
  readonly apart: boolean;
}

/** Gaps within a strip, and at least between columns, in heights of letters. */
const WORD_GAP = 1.3;
const GUTTER = 1.1;
const SPECK = 0.45;
/** Small parts of letters are darker than this somewhere, and noise is not. */
const PALE = 95;
/** Gaps within a word. */
const CLOSE = 0.35;
/** The strips of a column are in the mean so much of its width. */
const FILLED = 0.6;
const COLUMN_STRIPS = 4;
/** The least share of the width that is a column. */
const NARROWEST = 0.22;

/** The height of most letters; 0 on an empty page. Half of the ink is in components less high. */
export function letterHeight(components: readonly Component[], most: number): number {
  const letters = components
    .filter(
      (one) => heightOf(one) >= 5 && heightOf(one) <= most && widthOf(one) < 8 * heightOf(one),
    )
    .sort((one, other) => heightOf(one) - heightOf(other));
  let half = letters.reduce((sum, { area }) => sum + area, 0) / 2;
  for (const letter of letters) {
    half -= letter.area;
    if (half <= 0) return heightOf(letter);
  }
  return 0;
}

/** The height of the lines' letters, where pieces of ink may be parts of letters alone. */
export function lineHeight(letters: readonly Component[], piece: number): number {
  const strips = [...stripsOf(letters, piece, WORD_GAP)].sort(
    (one, other) => heightOf(one) - heightOf(other),
  );
  let half = sumOf(strips) / 2;
  for (const strip of strips) {
    half -= widthOf(strip);
    if (half <= 0) return Math.max(piece, Math.min(heightOf(strip), 3 * piece));
  }
  return piece;
}

/** Whether a piece of ink is too large for a letter: a rule, a frame, a picture. */
export function isShape(one: Component, letter: number): boolean {
  const [width, height] = [widthOf(one), heightOf(one)];
  return height > 5 * letter || width > 15 * letter || (width > 6 * letter && height < letter / 3);
}

/** Whether it is too small or too pale for one. It may be a full stop, and stays where it is. */
export function isSpeck(one: Component, letter: number): boolean {
  const size = Math.max(widthOf(one), heightOf(one));
  return size < letter / 8 || (one.darkest > PALE && size < letter / 2);
}

/** The lines of a page, of which these are the letters. */
export function linesOf(letters: readonly Component[], letter: number): readonly Line[] {
  const lines: Line[] = [];
  // A speck in a gutter would end it; what belongs to a letter, as the dot of an i, stands on its line.
  const strips = stripsOf(letters, letter).filter((strip) => !isAlone(strip, letter));
  for (const column of columnsOf(strips, letter)) {
    const rows = rowsOf(column, letter);
    const room = median(rows.slice(1).map((row, at) => row.top - (rows[at] as Box).top));
    rows.forEach((row, at) => {
      const before = rows[at - 1];
      const apart = before === undefined || row.top - before.top > 1.4 * room;
      lines.push({ ...row, apart: apart && lines.length > 0 });
    });
  }
  return lines;
}

/** Whether the lines of a page run up and down: pieces of ink follow each other along a line. */
export function isSideways(letters: readonly Component[], letter: number): boolean {
  const swapped = letters.map((one) => {
    return { ...one, left: one.top, top: one.left, right: one.bottom, bottom: one.right };
  });
  return meanLength(swapped, letter) > meanLength(letters, letter);
}

/** How long the strips are of which a piece of ink is part, in the mean. */
function meanLength(letters: readonly Component[], letter: number): number {
  const lengths = stripsOf(letters, letter, CLOSE).map(widthOf);
  const sum = lengths.reduce((all, length) => all + length, 0);
  return lengths.reduce((all, length) => all + length * length, 0) / sum;
}

/** Pieces of ink beside each other, put together. Also tells how long text runs across a page. */
export function stripsOf(
  letters: readonly Component[],
  letter: number,
  gap = WORD_GAP,
): readonly Strip[] {
  const sorted = [...letters].sort((one, other) => one.left - other.left);
  const done: Strip[] = [];
  let open: Strip[] = [];
  for (const one of sorted) {
    const still: Strip[] = [];
    let own: Strip | null = null;
    for (const strip of open) {
      if (one.left - strip.right > 3 * gap * letter) {
        done.push(strip);
      } else if (isNext(strip, one, gap * letter)) {
        own = own === null ? strip : joined(own, strip);
      } else still.push(strip);
    }
    still.push(grown(own, one, letter));
    open = still;
  }
  return [...done, ...open];
}

export interface Strip extends Box {
  readonly members: readonly Component[];
  /** Where its end is: it may rise or fall a little on its way. */
  readonly tail: { readonly top: number; readonly bottom: number; readonly from: number };
}

function isNext(strip: Strip, one: Box, gap: number): boolean {
  const size = Math.max(1, strip.tail.bottom - strip.tail.top);
  if (one.left - strip.right > Math.max(gap, (gap / 2) * Math.min(3, (size * WORD_GAP) / gap)))
    return false;
  const shared = Math.min(strip.tail.bottom, one.bottom) - Math.max(strip.tail.top, one.top);
  return shared > 0.5 * Math.min(size, heightOf(one));
}

function joined(one: Strip, other: Strip): Strip {
  return {
    ...around([one, other]),
    members: [...one.members, ...other.members],
    tail: {
      top: Math.min(one.tail.top, other.tail.top),
      bottom: Math.max(one.tail.bottom, other.tail.bottom),
      from: Math.min(one.tail.from, other.tail.from),
    },
  };
}

function grown(strip: Strip | null, one: Component, letter: number): Strip {
  const first = { top: one.top, bottom: one.bottom, from: one.left };
  if (strip === null) return { ...one, members: [one], tail: first };
  // The tail forgets what lies behind it, lest it become as high as the whole strip.
  const fresh = one.left - strip.tail.from > 4 * letter && heightOf(one) > letter / 2;
  const tail = fresh
    ? first
    : {
        top: Math.min(strip.tail.top, one.top),
        bottom: Math.max(strip.tail.bottom, one.bottom),
        from: strip.tail.from,
      };
  (strip.members as Component[]).push(one);
  return { ...around([strip, one]), members: strip.members, tail };
}

/** The strips of each column, in the order in which they are read. */
function columnsOf(strips: readonly Box[], letter: number): readonly (readonly Box[])[] {
  const gutter = gutterOf(strips, letter);
  if (gutter === null) return strips.length === 0 ? [] : [strips];
  const inside = (strip: Box) => strip.bottom > gutter.top && strip.top < gutter.bottom;
  const parts = [
    strips.filter((strip) => !inside(strip) && middleOf(strip) < (gutter.top + gutter.bottom) / 2),
    strips.filter((strip) => inside(strip) && strip.right <= gutter.left + 1),
    strips.filter((strip) => inside(strip) && strip.right > gutter.left + 1),
    strips.filter((strip) => !inside(strip) && middleOf(strip) >= (gutter.top + gutter.bottom) / 2),
  ];
  return parts.flatMap((part) => columnsOf(part, letter));
}

/** The white between two columns that runs down the farthest; null if there is none. */
function gutterOf(strips: readonly Box[], letter: number): Box | null {
  const page = around(strips);
  let best: Box | null = null;
  for (const { right: left } of strips) {
    const right = left + GUTTER * letter;
    const share = (left - page.left) / widthOf(page);
    if (share < NARROWEST || share > 1 - NARROWEST) continue;
    const found = corridorAt(strips, page, left, right);
    if (heightOf(found) <= (best === null ? 0 : heightOf(best))) continue;
    if (dividesColumns(strips, page, found, letter)) best = found;
  }
  return best;
}

/** The longest stretch of the page without ink between two places. */
function corridorAt(strips: readonly Box[], page: Box, left: number, right: number): Box {
  const crossing = strips
    .filter((strip) => strip.left < right && strip.right > left)
    .sort((one, other) => one.top - other.top);
  let [top, bottom, from] = [page.top, page.top, page.top];
  for (const strip of [...crossing, { top: page.bottom, bottom: page.bottom }]) {
    if (strip.top - from > bottom - top) [top, bottom] = [from, strip.top];
    from = Math.max(from, strip.bottom);
  }
  return { left, right, top, bottom };
}

/** Whether what stands on both sides are columns of text, and not the cells of a table. */
function dividesColumns(strips: readonly Box[], page: Box, gutter: Box, letter: number): boolean {
  const inside = strips.filter((strip) => strip.bottom > gutter.top && strip.top < gutter.bottom);
  const sides = [
    inside.filter((strip) => strip.right <= gutter.left + 1),
    inside.filter((strip) => strip.right > gutter.left + 1),
  ];
  return sides.every((side) => {
    if (side.length < COLUMN_STRIPS) return false;
    const width = widthOf(around(side));
    const rows = rowsOf(side, letter);
    const filled = rows.reduce((sum, row) => sum + sumOf(row.strips), 0) / rows.length;
    return width > NARROWEST * widthOf(page) && filled > FILLED * width;
  });
}

export function sumOf(strips: readonly Box[]): number {
  return strips.reduce((sum, strip) => sum + widthOf(strip), 0);
}

/** Strips beside each other as one line each, from the top downwards. */
function rowsOf(strips: readonly Box[], letter: number): readonly Omit<Line, "apart">[] {
  const gap = WORD_GAP * letter;
  const rows: Box[][] = [];
  const sorted = [...strips].sort((one, other) => heightOf(other) - heightOf(one));
  for (const strip of sorted) {
    const row = rows.find((each) => isBeside(around(each), strip));
    if (row === undefined) rows.push([strip]);
    else row.push(strip);
  }
  return rows
    .map((row) => ({ ...around(row), strips: apartFrom(row, gap) }))
    .sort((one, other) => middleOf(one) - middleOf(other));
}

/** Whether a strip by itself is too small to be a letter: a comma stands beside others. */
function isAlone(strip: Box, letter: number): boolean {
  return Math.max(widthOf(strip), heightOf(strip)) < SPECK * letter;
}

/** The strips of a row from left to right, those that overlap or nearly touch as one. */
function apartFrom(row: readonly Box[], gap: number): readonly Box[] {
  const strips: Box[] = [];
  for (const strip of [...row].sort((one, other) => one.left - other.left)) {
    const last = strips.at(-1);
    if (last !== undefined && strip.left - last.right < gap)
      strips[strips.length - 1] = around([last, strip]);
    else strips.push(strip);
  }
  return strips;
}

function isBeside(row: Box, strip: Box): boolean {
  const shared = Math.min(row.bottom, strip.bottom) - Math.max(row.top, strip.top);
  return shared > 0.5 * heightOf(strip);
}

function around(boxes: readonly Box[]): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { left, top, right, bottom } of boxes) {
    box.left = Math.min(box.left, left);
    box.top = Math.min(box.top, top);
    box.right = Math.max(box.right, right);
    box.bottom = Math.max(box.bottom, bottom);
  }
  return box;
}

export function widthOf({ left, right }: Box): number {
  return right - left;
}

export function heightOf({ top, bottom }: Box): number {
  return bottom - top;
}

function middleOf({ top, bottom }: Box): number {
  return (top + bottom) / 2;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
