import { expect, test } from "vitest";
import type { Gap } from "../../../src/page/inspector/figures.ts";
import { columnAt, heightOf, plotOf, ticksOf } from "../../../src/page/inspector/plot.ts";
import { delta } from "../../core/frames.ts";
import { events } from "./recorded.ts";

const [event] = events([0, delta("1-1", "a")]);
if (event === undefined) throw new Error("no event");
const gap = (at: number, ms: number): Gap => ({ at, ms, event });

test("of the gaps in one column the longest is drawn", () => {
  const { columns } = plotOf([gap(1, 10), gap(2, 2_000), gap(3, 5), gap(95, 7)], 0, 100, 10);
  expect(columns.map(({ x, gap: { ms } }) => [x, ms])).toEqual([
    [0, 2_000],
    [0.9, 7],
  ]);
});

test("the upper edge is the power of ten above the longest gap, and at least 100 ms", () => {
  expect(plotOf([gap(1, 3)], 0, 10, 5).topMs).toBe(100);
  expect(plotOf([gap(1, 250)], 0, 10, 5).topMs).toBe(1_000);
  expect(plotOf([], 0, 10, 5).topMs).toBe(100);
});

test("a very long answer costs no more columns than there are", () => {
  const gaps = Array.from({ length: 20_000 }, (_, index) => gap(index, index % 90));
  expect(plotOf(gaps, 0, 20_000, 300).columns).toHaveLength(300);
});

test("heights are logarithmic between one millisecond and the upper edge", () => {
  expect([heightOf(0, 1_000), heightOf(1, 1_000), heightOf(1_000, 1_000)]).toEqual([0, 0, 1]);
  expect(heightOf(10, 100)).toBeCloseTo(0.5);
  expect(ticksOf(1_000)).toEqual([10, 100, 1_000]);
});

test("times outside the plot fall into its first and last columns", () => {
  const plot = { beginAt: 10, spanMs: 10 };
  expect([columnAt(0, plot, 5), columnAt(15, plot, 5), columnAt(20, plot, 5)]).toEqual([0, 2, 4]);
});
