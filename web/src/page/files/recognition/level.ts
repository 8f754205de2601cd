/**
 * How the lines of a page lie: by which angle they are turned, and how far they run apart, as on a
 * page that was photographed from its side. Each strip of text tells the slope of its line.
 */

import type { Component } from "./components.ts";
import { type Grey, greyOf } from "./grey.ts";
import { stripsOf } from "./lines.ts";

/** How the lines of a page lie. */
export interface Slant {
  /** The slope of the line through the middle of the page; positive where it falls to the right. */
  readonly turn: number;
  /** How much the slope grows from the top of the page to its bottom. */
  readonly fan: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Strips with fewer pieces of ink tell little of their slope. */
const FEWEST = 6;
/** What is farther from the common slope is no line of the page. */
const OUTLIER = 0.05;
const ROUNDS = 4;
/** How far, and how finely, it is looked for rows around the slope of the strips. */
const TURN_STEP = 0.0015;
const TURN_STEPS = 7;
const FAN_STEP = 0.005;
const FAN_STEPS = 4;

/** How the lines lie that these letters make. */
export function slantOf(letters: readonly Component[], letter: number, page: Size): Slant {
  let slant: Slant = { turn: 0, fan: 0 };
  for (let round = 0; round < 2; round += 1) {
    // What follows along a line is found better among letters that lie nearly level.
    const moved = letters.map((one) => movedBack(one, slant, page));
    const { turn, fan } = fitted(moved, letter, page);
    slant = { turn: slant.turn + turn, fan: slant.fan + fan };
  }
  return refined(slant, letters, page);
}

/**
 * The slant near that one with which the rows of the page are the clearest: the cells of a table are
 * too short to tell their slope, but stand in rows.
 */
function refined(slant: Slant, letters: readonly Component[], page: Size): Slant {
  let best = slant;
  let most = 0;
  for (let turn = -TURN_STEPS; turn <= TURN_STEPS; turn += 1) {
    for (let fan = -FAN_STEPS; fan <= FAN_STEPS; fan += 1) {
      const near = { turn: slant.turn + turn * TURN_STEP, fan: slant.fan + fan * FAN_STEP };
      const clearness = clearnessOf(letters, near, page);
      if (clearness > most) [best, most] = [near, clearness];
    }
  }
  return best;
}

/** How unevenly the ink of a page is spread over its rows. */
function clearnessOf(letters: readonly Component[], slant: Slant, page: Size): number {
  const changes = new Float32Array(2 * page.height);
  for (const letter of letters) {
    const { top, bottom, left, right } = movedBack(letter, slant, page);
    const [first, last] = [top, bottom].map((place) => Math.round(place + page.height / 2));
    if (first === undefined || last === undefined || first < 0 || last >= changes.length) continue;
    changes[first] = (changes[first] as number) + right - left;
    changes[last] = (changes[last] as number) - right + left;
  }
  let [ink, sum] = [0, 0];
  for (const change of changes) {
    ink += change;
    sum += ink * ink;
  }
  return sum;
}

interface Slope {
  readonly slope: number;
  /** Where its line crosses the middle of the page, from -0.5 at the top to 0.5. */
  readonly place: number;
  readonly weight: number;
}

function fitted(letters: readonly Component[], letter: number, page: Size): Slant {
  const slopes = stripsOf(letters, letter).flatMap(({ members }) => slopeOf(members, page));
  let fit: Slant = { turn: medianOf(slopes), fan: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    // The first rounds have only the middle slope to go by: lines that run apart are far from it.
    const far = OUTLIER * 2 ** (ROUNDS - 1 - round);
    const near = slopes.filter(
      ({ slope, place }) => Math.abs(slope - fit.turn - fit.fan * place) < far,
    );
    if (near.length === 0) return fit;
    fit = throughAll(near);
  }
  return fit;
}

/** The slope of a line through pieces of ink, by least squares. */
function slopeOf(members: readonly Component[], page: Size): readonly Slope[] {
  if (members.length < FEWEST) return [];
  let [weights, sumX, sumY] = [0, 0, 0];
  for (const { left, right, top, bottom } of members) {
    const weight = bottom - top;
    weights += weight;
    sumX += (weight * (left + right)) / 2;
    sumY += (weight * (top + bottom)) / 2;
  }
  const [middleX, middleY] = [sumX / weights, sumY / weights];
  let [xx, xy] = [0, 0];
  for (const { left, right, top, bottom } of members) {
    const across = (left + right) / 2 - middleX;
    xx += (bottom - top) * across * across;
    xy += (bottom - top) * across * ((top + bottom) / 2 - middleY);
  }
  if (xx === 0) return [];
  const slope = xy / xx;
  const crossing = middleY - slope * (middleX - page.width / 2);
  return [{ slope, place: crossing / page.height - 0.5, weight: xx / weights }];
}

/** The straight line through slopes over their places; a level one where they are all in one place. */
function throughAll(slopes: readonly Slope[]): Slant {
  let [weights, places, sum] = [0, 0, 0];
  for (const { slope, place, weight } of slopes) {
    weights += weight;
    places += weight * place;
    sum += weight * slope;
  }
  const [middle, mean] = [places / weights, sum / weights];
  let [pp, ps] = [0, 0];
  for (const { slope, place, weight } of slopes) {
    pp += weight * (place - middle) ** 2;
    ps += weight * (place - middle) * (slope - mean);
  }
  const fan = pp / weights < 0.002 ? 0 : ps / pp;
  return { turn: mean - fan * middle, fan };
}

function medianOf(slopes: readonly Slope[]): number {
  const sorted = [...slopes].sort((one, other) => one.slope - other.slope);
  let half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  for (const { slope, weight } of sorted) {
    half -= weight;
    if (half <= 0) return slope;
  }
  return 0;
}

/** A piece of ink where it lies on the levelled page. */
function movedBack(one: Component, { turn, fan }: Slant, { width, height }: Size): Component {
  const angle = Math.atan(turn);
  const x = (one.left + one.right) / 2 - width / 2;
  const y = (one.top + one.bottom) / 2 - height / 2;
  const across = x * Math.cos(angle) + y * Math.sin(angle);
  const down = (y * Math.cos(angle) - x * Math.sin(angle)) / (1 + (fan * across) / height);
  const [byX, byY] = [across - x, down - y];
  return {
    ...one,
    left: one.left + byX,
    right: one.right + byX,
    top: one.top + byY,
    bottom: one.bottom + byY,
  };
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

/** The lightness between four pixels; white beside the page. */
function at({ width, height, data }: Grey, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 255;
  const place = top * width + left;
  const across = x - left;
  const above = (data[place] as number) * (1 - across) + (data[place + 1] as number) * across;
  const below =
    (data[place + width] as number) * (1 - across) + (data[place + width + 1] as number) * across;
  return above + (below - above) * (y - top);
}
