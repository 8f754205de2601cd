/**
 * The geometry of the plot of gaps: time to the right, the gap upwards on a logarithmic scale, so
 * that a pause of two seconds leaves room to see the difference between 10 and 20 ms. Of the gaps
 * that fall into one column the longest is drawn: a pause is never averaged away. Pure.
 */

import type { Gap } from "./figures.ts";

/** Gaps below a millisecond are of one chunk, or cannot be distinguished. */
const MIN_MS = 1;
const LEAST_TOP_MS = 100;

export interface Column {
  readonly x: number;
  readonly gap: Gap;
}

export interface Plot {
  readonly beginAt: number;
  readonly spanMs: number;
  /** The gap at the upper edge, a power of ten. */
  readonly topMs: number;
  readonly columns: readonly Column[];
}

export function plotOf(
  gaps: readonly Gap[],
  beginAt: number,
  endAt: number,
  columnCount: number,
): Plot {
  const spanMs = Math.max(endAt - beginAt, 1);
  const longest = new Map<number, Gap>();
  let max = LEAST_TOP_MS;
  for (const gap of gaps) {
    const column = columnAt(gap.at, { beginAt, spanMs }, columnCount);
    const known = longest.get(column);
    if (known === undefined || gap.ms > known.ms) longest.set(column, gap);
    if (gap.ms > max) max = gap.ms;
  }
  const columns = [...longest].map(([column, gap]) => ({ x: column / columnCount, gap }));
  const topMs = 10 ** Math.ceil(Math.log10(max));
  return { beginAt, spanMs, topMs, columns };
}

/** In which of `count` columns the time `at` falls. */
export function columnAt(
  at: number,
  { beginAt, spanMs }: Pick<Plot, "beginAt" | "spanMs">,
  count: number,
): number {
  const column = Math.floor(((at - beginAt) / spanMs) * count);
  return Math.min(Math.max(column, 0), count - 1);
}

/** How high a gap reaches, from 0 to 1. */
export function heightOf(ms: number, topMs: number): number {
  return Math.log10(Math.max(ms, MIN_MS) / MIN_MS) / Math.log10(topMs / MIN_MS);
}

/** The powers of ten between the lower and the upper edge. */
export function ticksOf(topMs: number): readonly number[] {
  const ticks: number[] = [];
  for (let ms = MIN_MS * 10; ms <= topMs; ms *= 10) ticks.push(ms);
  return ticks;
}
