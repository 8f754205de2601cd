/** The light of a photo, evened out: what is left is ink on white paper. */

import { type Grey, greyOf } from "./grey.ts";

/** Pixels of a block, in a picture as large as it is read. */
const BLOCK = 8;
/** Blocks on each side of one in which its paper shows. */
const PAPER_REACH = 2;
const SMOOTH_REACH = 4;
/** Pixels of a window in which it is seen whether writing is dark, and how much it differs at least. */
const WINDOW = 32;
const WRITING = 60;
/** Blocks that belong to the edge of a page. */
const EDGE_REACH = 3;
/** What is darker than this part of the lightness in the middle is not the page. */
const DARK = 0.6;
/** As light as this part of the paper around it, and lighter, is paper. */
const WHITE = 0.9;
/** What is taken for the darkest ink is no lighter than this. */
const LIGHTEST_INK = 0.75;
/** The share of the pixels of ink, from the darkest, that become black. */
const BLACK_SHARE = 0.3;

/** The ink of a photo in black on white, whatever light fell on it. */
export function evened(photo: Grey): Grey {
  const picture = isNegative(photo) ? negative(photo) : photo;
  const blocks = blocksOf(picture);
  const light = relativeLight(picture, blocks);
  const beside = surroundingsOf(blocks);
  const black = inkOf(light);
  const target = greyOf(picture.width, picture.height);
  for (let at = 0; at < light.length; at += 1) {
    const value = ((light[at] as number) - black) / (WHITE - black);
    target.data[at] = value <= 0 ? 0 : value >= 1 ? 255 : value * 255;
  }
  for (let at = 0; at < beside.length; at += 1) if (beside[at] === 1) whiten(target, at, blocks);
  return target;
}

/** How light a picture is, block by block. */
interface Blocks {
  readonly columns: number;
  readonly rows: number;
  readonly means: Float32Array;
}

function blocksOf(picture: Grey): Blocks {
  const columns = Math.ceil(picture.width / BLOCK);
  const rows = Math.ceil(picture.height / BLOCK);
  const means = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      means[row * columns + column] = blockMean(picture, column, row);
  return { columns, rows, means };
}

function whiten({ width, height, data }: Grey, block: number, { columns }: Blocks): void {
  const left = (block % columns) * BLOCK;
  const top = Math.floor(block / columns) * BLOCK;
  for (let y = top; y < Math.min(height, top + BLOCK); y += 1)
    data.fill(255, y * width + left, y * width + Math.min(width, left + BLOCK));
}

/**
 * Which blocks show what a page lies on: 1 for these, 0 for the page. A shadow falls from one side or
 * two; where it is dark on three sides, a dark table is around the page.
 */
function surroundingsOf({ columns, rows, means }: Blocks): Uint8Array {
  const found = new Uint8Array(means.length);
  const every = Array.from({ length: columns }, (_, at) => at);
  const each = Array.from({ length: rows }, (_, at) => at * columns);
  const sides = [
    every,
    every.map((at) => at + (rows - 1) * columns),
    each,
    each.map((at) => at + columns - 1),
  ];
  const dark = DARK * middleLight({ columns, rows, means });
  const isDark = (at: number) => (means[at] as number) < dark;
  const darkSides = sides.filter((side) => side.filter(isDark).length > side.length / 2);
  if (darkSides.length < 3) return found;
  const open = sides.flat().filter(isDark);
  for (const at of open) found[at] = 1;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of besides(at, columns, rows)) {
      if (found[next] === 1 || !isDark(next)) continue;
      found[next] = 1;
      open.push(next);
    }
  }
  // The edge of the page is in blocks that are half of both.
  const wide = spread(Float32Array.from(found), columns, rows, EDGE_REACH, Math.max);
  return Uint8Array.from(wide);
}

function besides(at: number, columns: number, rows: number): readonly number[] {
  const [column, row] = [at % columns, Math.floor(at / columns)];
  return [
    ...(column > 0 ? [at - 1] : []),
    ...(column < columns - 1 ? [at + 1] : []),
    ...(row > 0 ? [at - columns] : []),
    ...(row < rows - 1 ? [at + columns] : []),
  ];
}

/** How light the middle of a picture is, where there is page in any case. */
function middleLight({ columns, rows, means }: Blocks): number {
  const middle = means.filter((_, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    return Math.abs(column / columns - 0.5) < 0.25 && Math.abs(row / rows - 0.5) < 0.25;
  });
  return middle.sort()[Math.floor(middle.length / 2)] ?? 0;
}

/** How light each pixel is, as a part of the paper around it. */
function relativeLight({ width, height, data }: Grey, blocks: Blocks): Float32Array {
  const paper = paperOf(blocks);
  const { columns } = blocks;
  const light = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) {
    const row = Math.max(0, Math.min(paper.length / columns - 1.001, (y + 0.5) / BLOCK - 0.5));
    const top = Math.floor(row);
    const down = row - top;
    const next = Math.min(top + 1, paper.length / columns - 1);
    for (let x = 0; x < width; x += 1) {
      const column = Math.max(0, Math.min(columns - 1.001, (x + 0.5) / BLOCK - 0.5));
      const left = Math.floor(column);
      const right = Math.min(left + 1, columns - 1);
      const across = column - left;
      const above = mix(paper[top * columns + left], paper[top * columns + right], across);
      const below = mix(paper[next * columns + left], paper[next * columns + right], across);
      light[y * width + x] = (data[y * width + x] as number) / Math.max(1, mix(above, below, down));
    }
  }
  return light;
}

/** How light the paper is at each block: the lightest blocks around it, smoothed. */
function paperOf({ columns, rows, means }: Blocks): Float32Array {
  const lightest = spread(means, columns, rows, PAPER_REACH, Math.max);
  return smoothed(smoothed(lightest, columns, rows), columns, rows);
}

function blockMean({ width, height, data }: Grey, column: number, row: number): number {
  const right = Math.min(width, (column + 1) * BLOCK);
  const bottom = Math.min(height, (row + 1) * BLOCK);
  let sum = 0;
  let count = 0;
  for (let y = row * BLOCK; y < bottom; y += 1) {
    for (let x = column * BLOCK; x < right; x += 1) {
      sum += data[y * width + x] as number;
      count += 1;
    }
  }
  return sum / count;
}

/** Each value with those around it put into one: first along the rows, then along the columns. */
function spread(
  values: Float32Array,
  columns: number,
  rows: number,
  reach: number,
  join: (one: number, other: number) => number,
): Float32Array {
  const across = new Float32Array(values.length);
  const target = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let value = values[row * columns + column] as number;
      const end = Math.min(columns - 1, column + reach);
      for (let near = Math.max(0, column - reach); near <= end; near += 1)
        value = join(value, values[row * columns + near] as number);
      across[row * columns + column] = value;
    }
  }
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let value = across[row * columns + column] as number;
      const end = Math.min(rows - 1, row + reach);
      for (let near = Math.max(0, row - reach); near <= end; near += 1)
        value = join(value, across[near * columns + column] as number);
      target[row * columns + column] = value;
    }
  }
  return target;
}

/** The mean of the values around each. */
function smoothed(values: Float32Array, columns: number, rows: number): Float32Array {
  const target = new Float32Array(values.length);
  const sums = new Float64Array((columns + 1) * (rows + 1));
  for (let row = 0; row < rows; row += 1) {
    let line = 0;
    for (let column = 0; column < columns; column += 1) {
      line += values[row * columns + column] as number;
      sums[(row + 1) * (columns + 1) + column + 1] =
        line + (sums[row * (columns + 1) + column + 1] as number);
    }
  }
  const sum = (column: number, row: number) => sums[row * (columns + 1) + column] as number;
  for (let row = 0; row < rows; row += 1) {
    const top = Math.max(0, row - SMOOTH_REACH);
    const bottom = Math.min(rows, row + SMOOTH_REACH + 1);
    for (let column = 0; column < columns; column += 1) {
      const left = Math.max(0, column - SMOOTH_REACH);
      const right = Math.min(columns, column + SMOOTH_REACH + 1);
      const all = sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
      target[row * columns + column] = all / ((right - left) * (bottom - top));
    }
  }
  return target;
}

/** How light the ink is, as a part of the paper. */
function inkOf(light: Float32Array): number {
  const counts = new Uint32Array(256);
  let dark = 0;
  for (const value of light) {
    if (value >= LIGHTEST_INK) continue;
    const level = Math.max(0, Math.floor(value * 256));
    counts[level] = (counts[level] as number) + 1;
    dark += 1;
  }
  let seen = 0;
  for (let level = 0; level < 256; level += 1) {
    seen += counts[level] as number;
    if (seen > dark * BLACK_SHARE) return level / 256;
  }
  return LIGHTEST_INK / 2;
}

/** Whether the writing is lighter than what it stands on: where there is some, little is light. */
function isNegative(picture: Grey): boolean {
  let sum = 0;
  for (let top = 0; top + WINDOW <= picture.height; top += WINDOW)
    for (let left = 0; left + WINDOW <= picture.width; left += WINDOW)
      sum += leaningOf(picture, left, top);
  return sum < 0;
}

/** How far the mean of a window lies above the middle of its values; 0 where there is no writing. */
function leaningOf({ width, data }: Grey, left: number, top: number): number {
  let [least, most, total] = [255, 0, 0];
  for (let y = top; y < top + WINDOW; y += 1) {
    for (let x = left; x < left + WINDOW; x += 1) {
      const value = data[y * width + x] as number;
      least = Math.min(least, value);
      most = Math.max(most, value);
      total += value;
    }
  }
  return most - least > WRITING ? total / WINDOW ** 2 - (most + least) / 2 : 0;
}

function negative({ width, height, data }: Grey): Grey {
  return { width, height, data: data.map((value) => 255 - value) };
}

function mix(one: number | undefined, other: number | undefined, share: number): number {
  return (one ?? 0) * (1 - share) + (other ?? 0) * share;
}
