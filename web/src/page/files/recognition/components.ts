/** The connected pieces of ink on a page: letters, parts of letters, rules, specks. */

import type { Grey } from "./grey.ts";

/** A rectangle of pixels; right and bottom are the first that it does not have. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Component extends Box {
  /** Its pixels of ink. */
  readonly area: number;
  /** The darkest of them. */
  readonly darkest: number;
}

/** What is darker is ink. */
const INK = 140;

/** Numbers that are kept of a stretch. */
const FIELDS = 4;

/** Stretches of ink along the rows of a page, each with the component that it is part of. */
interface Runs {
  /** Row, first place, place behind the last one, and darkest pixel of each stretch. */
  readonly places: Int32Array;
  /** The number of each one's component. */
  readonly owners: Int32Array;
}

export interface Ink {
  readonly components: readonly Component[];
  readonly runs: Runs;
}

/** All pieces of ink; those that touch at a corner are one. */
export function inkOf(page: Grey): Ink {
  const places = runsOf(page);
  const count = places.length / FIELDS;
  const parents = Int32Array.from({ length: count }, (_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] as number;
    while (parents[at] !== root) {
      const next = parents[at] as number;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  let above = 0;
  for (let run = 0; run < count; run += 1) {
    const row = places[FIELDS * run] as number;
    const [start, end] = [places[FIELDS * run + 1] as number, places[FIELDS * run + 2] as number];
    // The stretches of the row above that end before this one begins touch no later one either.
    while (isBefore(places, above, row, start)) above += 1;
    for (let near = above; near < run && touches(places, near, row, end); near += 1)
      parents[find(near)] = find(run);
  }
  return gathered(places, find);
}

function isBefore(places: Int32Array, run: number, row: number, start: number): boolean {
  const its = places[FIELDS * run] as number;
  return its < row - 1 || (its === row - 1 && (places[FIELDS * run + 2] as number) < start);
}

function touches(places: Int32Array, run: number, row: number, end: number): boolean {
  return places[FIELDS * run] === row - 1 && (places[FIELDS * run + 1] as number) <= end;
}

function runsOf({ width, height, data }: Grey): Int32Array {
  const places: number[] = [];
  for (let y = 0; y < height; y += 1) addRuns(places, y, data.subarray(y * width, (y + 1) * width));
  return Int32Array.from(places);
}

function addRuns(places: number[], y: number, row: Uint8Array): void {
  for (let x = 0; x < row.length; x += 1) {
    if ((row[x] as number) >= INK) continue;
    const start = x;
    let darkest = INK;
    for (; x < row.length && (row[x] as number) < INK; x += 1)
      darkest = Math.min(darkest, row[x] as number);
    places.push(y, start, x, darkest);
  }
}

function gathered(places: Int32Array, find: (run: number) => number): Ink {
  const owners = new Int32Array(places.length / FIELDS);
  const numbers = new Map<number, number>();
  const components: { -readonly [Field in keyof Component]: Component[Field] }[] = [];
  for (let run = 0; run < owners.length; run += 1) {
    const root = find(run);
    let number = numbers.get(root);
    if (number === undefined) {
      number = components.length;
      numbers.set(root, number);
      components.push({
        left: Infinity,
        top: Infinity,
        right: 0,
        bottom: 0,
        area: 0,
        darkest: INK,
      });
    }
    owners[run] = number;
    const one = components[number];
    if (one === undefined) continue;
    const [row = 0, start = 0, end = 0, darkest = INK] = places.subarray(
      FIELDS * run,
      FIELDS * run + FIELDS,
    );
    one.left = Math.min(one.left, start);
    one.right = Math.max(one.right, end);
    one.top = Math.min(one.top, row);
    one.bottom = Math.max(one.bottom, row + 1);
    one.area += end - start;
    one.darkest = Math.min(one.darkest, darkest);
  }
  return { components, runs: { places, owners } };
}

/** The page without some of its components, and without the grey around them. */
export function without(
  page: Grey,
  { components, runs }: Ink,
  isLeftOut: (component: Component) => boolean,
): Grey {
  const out = components.map(isLeftOut);
  const { width, height } = page;
  const data = page.data.slice();
  for (let run = 0; run < runs.owners.length; run += 1) {
    if (out[runs.owners[run] as number] !== true) continue;
    const [row = 0, start = 0, end = 0] = runs.places.subarray(FIELDS * run, FIELDS * run + FIELDS);
    for (let y = Math.max(0, row - 2); y <= Math.min(height - 1, row + 2); y += 1)
      data.fill(255, y * width + Math.max(0, start - 2), y * width + Math.min(width, end + 2));
  }
  return { width, height, data };
}
