import { expect, test } from "vitest";
import { highlight } from "../../src/markdown/highlight.ts";

const CHARS = 16_000;

test("code has colours, and code in no known language has none", () => {
  expect(highlight("x = 1\n", "python")).not.toBeNull();
  expect(highlight("x = 1\n", "nothing")).toBeNull();
});

test.each([
  ["cpp", "a "],
  ["css", "a "],
  ["json", "({["],
  ["bash", '${`${"#{'],
])("a line of %s without end has no colours, and holds up nothing", (language, part) => {
  expect(highlight(part.repeat(CHARS / part.length), language)).toBeNull();
});

test("what nests too deep for colours stays code", () => {
  const deep = '${`${"#{\n'.repeat(4 * (CHARS / 9));
  expect(() => highlight(deep.slice(0, 39_000), "bash")).not.toThrow();
});
