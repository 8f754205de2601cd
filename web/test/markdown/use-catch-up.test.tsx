// @vitest-environment happy-dom

import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SLICE_CHARS, sliceOf, useCatchUp } from "../../src/markdown/use-catch-up.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const LONG = "x".repeat(2.5 * SLICE_CHARS);

test("a long text comes in slices, one for each frame", () => {
  const { result } = renderHook(() => useCatchUp(LONG, 0));
  const lengths = [result.current.length];
  while (result.current !== LONG) {
    act(() => vi.advanceTimersToNextFrame());
    lengths.push(result.current.length);
  }
  expect(lengths).toEqual([SLICE_CHARS, 2 * SLICE_CHARS, LONG.length]);
});

test("a text that grows meanwhile is caught up with", () => {
  let text = LONG;
  const { result, rerender } = renderHook(() => useCatchUp(text, 0));
  for (let frame = 0; frame < 4; frame += 1) {
    text += " more";
    rerender();
  }
  expect(result.current).toBe(text);
});

test("what was shown stays when a reset brings it again, and goes when it is another", () => {
  const seen = { text: LONG, revision: 0 };
  expect(sliceOf(`${LONG} and on`, 1, seen)).toBe(`${LONG} and on`);
  expect(sliceOf(`y${LONG}`, 1, seen)).toHaveLength(SLICE_CHARS);
});

test("a slice never ends within a character", () => {
  const text = `${"x".repeat(SLICE_CHARS - 1)}🌊${LONG}`;
  expect(sliceOf(text, 0, { text: "", revision: 0 }).endsWith("x🌊")).toBe(true);
});
