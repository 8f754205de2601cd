// Tokens of which a reader would see nothing, or not all.

import { expect, test } from "vitest";
import { shownAlone, shownHidden, shownWithin } from "../../../src/page/tokens/shown-text.ts";

test.each([
  [" Paris", "␣Paris", " Paris"],
  ["\n\n", "↵↵", "↵↵"],
  [" ", "␣", "␣"],
  ["\t", "⇥", "⇥"],
  [":\n", ":↵", ":↵"],
  ["여울", "여울", "여울"],
  [" 니다", "␣니다", " 니다"],
  ["👨‍👩‍👧", "👨‍👩‍👧", "👨‍👩‍👧"],
  ["\u200d", "U+200D", "U+200D"],
  ["\ufe0f", "U+FE0F", "U+FE0F"],
  ["\u0301", "U+0301", "U+0301"],
  ["\u0000", "U+0000", "U+0000"],
  ["", "", ""],
])("%j is shown", (text, alone, within) => {
  expect(shownAlone(text)).toBe(alone);
  expect(shownWithin(text)).toBe(within);
});

test("a line ends behind its sign, where lines end", () => {
  expect(shownWithin(":\n\nSo", true)).toBe(":↵\n↵\nSo");
  expect(shownWithin("\n", true)).toBe("↵\n");
});

test("what hides in a text is shown by its code", () => {
  expect(shownHidden("Be\u200bbrief\u202e.\ufeff\u3164")).toBe(
    "Be[U+200B]brief[U+202E].[U+FEFF][U+3164]",
  );
  expect(shownHidden("\u{e0041}\u{e0101}\u0000")).toBe("[U+E0041][U+E0101][U+0000]");
  expect(shownHidden("여울\r\n\t은 ❤\ufe0f 빠르다")).toBe("여울\r\n\t은 ❤\ufe0f 빠르다");
});
