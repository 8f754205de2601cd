/**
 * How the lines of a page lie: by which angle they are turned, and how far they run apart, as on a
 * page that was photographed from its side. Where they lie level, the sums of ink along the rows
 * change the most from one row to the next.
 */

import { type Grey, greyOf } from "./grey.ts";

/** How the lines of a page lie. */
export interface Slant {
  /** The slope of the lines in the middle of the page; positive where they fall to the right. */
  readonly turn: number;
  /** How much the slope grows from the top of the page to its bottom. */
  readonly fan: number;
}

export const LEVEL: Slant = { turn: 0, fan: 0 };

const MOST_TURN = 0.19;
const MOST_FAN = 0.42;
const TURN_STEP = 0.0125;
const FAN_STEP = 0.06;
/** What is darker is ink. */
const INK = 110;
/** More of them say nothing new. */
const MOST_POINTS = 60_000;

/** The slant with which the rows of a page are the clearest. */
export function slantOf(page: Grey): Slant {
  const points = inkPoints(page);
  const rate = (slant: Slant) => clearnessOf(points, page, slant);
  let best = LEVEL;
  let most = rate(best);
  const tries = (turns: readonly number[], fans: readonly number[]): void => {
    const { turn, fan } = best;
    for (const more of turns) {
      for (const wider of fans) {
        const slant = { turn: turn + more, fan: fan + wider };
        const clearness = rate(slant);
        if (clearness > most) [best, most] = [slant, clearness];
      }
    }
  };
  tries(steps(MOST_TURN, TURN_STEP), steps(MOST_FAN, FAN_STEP));
  for (let part = 2; part <= 16; part *= 2)
    tries(steps(TURN_STEP / part, TURN_STEP / part), steps(FAN_STEP / part, FAN_STEP / part));
  return best;
}

/** The page with its lines made level. */
export function levelled(page: Grey, { turn, fan }: Slant): Grey {
  if (Math.abs(turn) < 0.001 && Math.abs(fan) < 0.002) return page;
  const { width, height } = page;
  const target = greyOf(width, height);
  const angle = Math.atan(turn);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < height; y += 1) {
    const down = y - height / 2;
    const more = (fan * down) / height;
    for (let x = 0; x < width; x += 1) {
      const across = x - width / 2;
      const fallen = down + more * across;
      target.data[y * width + x] = at(
        page,
        width / 2 + across * cosine - fallen * sine,
        height / 2 + across * sine + fallen * cosine,
      );
    }
  }
  return target;
}

function steps(most: number, step: number): readonly number[] {
  const count = Math.round(most / step);
  return Array.from({ length: 2 * count + 1 }, (_, place) => (place - count) * step);
}

/** Where there is ink, from the middle of the page, as x, y, x, y … */
function inkPoints({ width, height, data }: Grey): Float32Array {
  const found: number[] = [];
  for (let at = 0; at < data.length; at += 1) if ((data[at] as number) < INK) found.push(at);
  const stride = Math.max(1, found.length / MOST_POINTS);
  const count = Math.floor(found.length / stride);
  const points = new Float32Array(2 * count);
  for (let number = 0; number < count; number += 1) {
    const place = found[Math.floor(number * stride)] as number;
    points[2 * number] = (place % width) - width / 2;
    points[2 * number + 1] = Math.floor(place / width) - height / 2;
  }
  return points;
}

function clearnessOf(points: Float32Array, { height }: Grey, { turn, fan }: Slant): number {
  const angle = Math.atan(turn);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const rows = new Float32Array(2 * height);
  for (let at = 0; at < points.length; at += 2) {
    const x = points[at] as number;
    const y = points[at + 1] as number;
    const across = x * cosine + y * sine;
    const row = (y * cosine - x * sine) / (1 + (fan * across) / height) + height;
    if (row > 0 && row < rows.length - 1) {
      const place = Math.floor(row);
      rows[place] = (rows[place] as number) + 1 - (row - place);
      rows[place + 1] = (rows[place + 1] as number) + (row - place);
    }
  }
  let sum = 0;
  for (let row = 1; row < rows.length; row += 1)
    sum += ((rows[row] as number) - (rows[row - 1] as number)) ** 2;
  return sum;
}

/** The lightness between four pixels; white beside the page. */
function at({ width, height, data }: Grey, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 255;
  const place = top * width + left;
  const across = x - left;
  const above =
    (data[place] as number) * (1 - across) + (data[place + 1] as number) * across;
  const below =
    (data[place + width] as number) * (1 - across) + (data[place + width + 1] as number) * across;
  return above + (below - above) * (y - top);
}
