/** Where the lines of a page are, in the order in which they are read, and how they lie. */

import { expect, test } from "vitest";
import { type Grey, turned } from "../../../../src/page/files/recognition/grey.ts";
import { levelled, slantOf } from "../../../../src/page/files/recognition/level.ts";
import { isSideways, linesOf } from "../../../../src/page/files/recognition/lines.ts";
import { lettered } from "../../../../src/page/files/recognition/preparation.ts";
import { fill, LETTER, pageOf, paragraph } from "./drawn.ts";

function linesIn(page: Grey) {
  const { letters, letter } = lettered(page);
  return linesOf(letters, letter);
}

test("the lines of a paragraph are found, each as wide as its letters", () => {
  const lines = linesIn(pageOf(600, 400, paragraph(50, 40, 5)));
  expect(lines.map(({ top }) => top)).toEqual([40, 74, 108, 142, 176]);
  for (const { left, right, bottom, top } of lines) {
    expect([left, right]).toEqual([50, 50 + 29 * LETTER.pitch + LETTER.width]);
    expect(bottom - top).toBe(LETTER.height);
  }
});

test("two columns are read one after the other, below what stands over both", () => {
  const head = { left: 60, top: 30, letters: 52 };
  const page = pageOf(900, 500, [
    head,
    ...paragraph(50, 100, 8, 24),
    ...paragraph(480, 100, 8, 24),
  ]);
  const lefts = linesIn(page).map(({ left }) => left);
  expect(lefts).toEqual([60, ...Array(8).fill(50), ...Array(8).fill(480)]);
});

test("the cells of a table that stand in a row are one line", () => {
  const cells = [0, 1, 2, 3, 4, 5].flatMap((row) =>
    [50, 350, 700].map((left) => ({ left, top: 40 + row * 34, letters: 4 })),
  );
  const lines = linesIn(pageOf(900, 400, cells));
  expect(lines.map(({ strips }) => strips.length)).toEqual([3, 3, 3, 3, 3, 3]);
});

test("more room above a line than between lines begins a paragraph", () => {
  const page = pageOf(600, 500, [...paragraph(50, 40, 3), ...paragraph(50, 200, 3)]);
  expect(linesIn(page).map(({ apart }) => apart)).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
  ]);
});

test("rules, frames and specks are in no line, and a rule is taken off the page", () => {
  const page = pageOf(600, 400, paragraph(50, 60, 5));
  fill(page, 20, 30, 560, 2, 0);
  fill(page, 585, 200, 2, 2, 0);
  const { page: clear } = lettered(page);
  expect(linesIn(page).length).toBe(5);
  expect(clear.data[31 * 600 + 300]).toBe(255);
});

test("a page that lies on its side is told by how its letters follow each other", () => {
  const page = pageOf(600, 500, paragraph(50, 40, 9));
  for (const quarters of [0, 1, 2, 3]) {
    const { letters, letter } = lettered(turned(page, quarters));
    expect(isSideways(letters, letter), `${quarters} quarters`).toBe(quarters % 2 === 1);
  }
});

test.each([
  [0.12, 0],
  [-0.09, 0],
  [0, 0.15],
  [0.05, -0.1],
])("lines that fall by %f and run apart by %f are made level", (slope, fan) => {
  const drawn = pageOf(900, 700, paragraph(120, 90, 14, 40), { slope, fan });
  const { page, letters, letter } = lettered(drawn);
  const lines = linesIn(levelled(page, slantOf(letters, letter, page)));
  expect(lines.length).toBe(14);
  for (const { top, bottom } of lines) expect(bottom - top).toBeLessThan(LETTER.height + 8);
});

test("an empty page has no lines, and lies level", () => {
  const { page, letters, letter } = lettered(pageOf(300, 200, []));
  expect(letter).toBe(0);
  expect(linesOf(letters, letter)).toEqual([]);
  expect(slantOf(letters, letter, page)).toEqual({ turn: 0, fan: 0 });
});
