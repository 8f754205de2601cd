// @vitest-environment happy-dom

import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Markdown } from "../../src/markdown/index.ts";
import { partsOf, RestView } from "../../src/markdown/rest-view.tsx";

afterEach(cleanup);

const LINE = "One line of a **very** long text, as it was written.\n";
const LONG = LINE.repeat(1_500);
/** Nowhere in it can a line be ended. */
const ONE_LINE = "word ".repeat(10_000);

test.each([
  ["lines", LONG],
  ["one line", ONE_LINE],
])("the parts of what is left are all of it, wherever it begins: %s", (_, text) => {
  for (const from of [0, 1, 3_999, 4_000, 4_001, 20_017, text.length - 1, text.length]) {
    const parts = partsOf(text, from);
    expect(parts.map(([, part]) => part).join("")).toBe(text.slice(from));
    expect(parts.at(-1)?.[0] ?? text.length).toBe(text.length);
  }
});

test("parts end with a line, and only the first one changes while Markdown catches up", () => {
  const before = partsOf(LONG, 5_000);
  for (const [, part] of before) expect(part.endsWith("\n")).toBe(true);
  const after = partsOf(LONG, 7_000);
  expect(after.slice(1)).toEqual(before.slice(1));
});

test("of a very long text all is there at once, and its end stays until it is parsed", () => {
  const { container, rerender } = render(<Markdown text={`${LONG}The end`} />);
  expect(container.textContent).toContain("The end");
  rerender(<RestView text={LONG} from={1_500} />);
  rerender(<RestView text={LONG} from={LONG.length - 10} />);
  expect(container.textContent).toBe(LONG.slice(-10));
  rerender(<RestView text={LONG} from={LONG.length} />);
  expect(container.textContent).toBe("");
});

test("a text that is whole a moment later is not shown as it was written before", () => {
  const { container } = render(<RestView text={LONG} from={LONG.length - 10_000} />);
  expect(container.textContent).toBe("");
});
