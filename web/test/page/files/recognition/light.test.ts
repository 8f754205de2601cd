/** The light of a photo, evened out; and what is done to grey pictures. */

import { expect, test } from "vitest";
import {
  fromPixels,
  type Grey,
  scaled,
  softened,
  turned,
} from "../../../../src/page/files/recognition/grey.ts";
import { evened } from "../../../../src/page/files/recognition/light.ts";
import { fill, pageOf, paragraph } from "./drawn.ts";

const drawn = () => pageOf(600, 400, paragraph(60, 60, 8, 31));

/** The share of the pixels that are as on the page itself: clearly black or clearly white. */
function likeness(page: Grey, seen: Grey): number {
  let like = 0;
  page.data.forEach((value, at) => {
    if (value < 128 === (seen.data[at] as number) < 128) like += 1;
  });
  return like / page.data.length;
}

test("ink is black and paper white, where a shadow leaves a fifth of the light as well", () => {
  const page = drawn();
  const data = page.data.map((value, at) => {
    const light = 0.2 + (0.8 * (at % 600)) / 600;
    return (40 + (value / 255) * 180) * light;
  });
  expect(likeness(page, evened({ ...page, data }))).toBeGreaterThan(0.995);
});

test("white writing on black becomes black on white", () => {
  const page = drawn();
  const data = page.data.map((value) => 235 - (value / 255) * 200);
  expect(likeness(page, evened({ ...page, data }))).toBeGreaterThan(0.995);
});

test("a dark table around a page is white, and the page keeps its lines", () => {
  const page = drawn();
  const table: Grey = { width: 800, height: 600, data: new Uint8Array(800 * 600).fill(50) };
  for (let y = 0; y < 400; y += 1)
    table.data.set(page.data.subarray(y * 600, (y + 1) * 600), (y + 100) * 800 + 100);
  const seen = evened(table);
  expect(Math.min(...seen.data.subarray(0, 800 * 70))).toBe(255);
  const dark = seen.data.filter((value) => value < 128).length;
  expect(dark / page.data.filter((value) => value < 128).length).toBeCloseTo(1, 1);
});

test("four quarters of a turn are none, and one of them goes clockwise", () => {
  const page = drawn();
  fill(page, 0, 0, 10, 10, 0);
  const once = turned(page, 1);
  expect([once.width, once.height]).toEqual([400, 600]);
  expect(once.data[399]).toBe(0);
  expect(turned(turned(once, 2), 1).data).toEqual(page.data);
  expect(turned(once, -1).data).toEqual(page.data);
});

test("a picture keeps its lightness at every size", () => {
  const mean = ({ data }: Grey) => data.reduce((sum, value) => sum + value, 0) / data.length;
  const page = drawn();
  for (const factor of [0.3, 0.5, 1.7, 3]) {
    const other = scaled(page, factor);
    expect(other.width).toBe(Math.round(600 * factor));
    expect(Math.abs(mean(other) - mean(page)), `${factor}`).toBeLessThan(1.5);
  }
  expect(Math.abs(mean(softened(page)) - mean(page))).toBeLessThan(1.5);
});

test("what is transparent shows white paper", () => {
  const pixels = Uint8ClampedArray.of(0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 255);
  expect([...fromPixels(3, 1, pixels).data]).toEqual([255, 0, 76]);
});
