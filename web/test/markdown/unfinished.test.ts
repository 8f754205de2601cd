import { expect, test } from "vitest";
import { completed } from "../../src/markdown/unfinished.ts";

test.each([
  ["| a", "| a\n| - |"],
  ["| a | b |", "| a | b |\n| - | - |"],
  ["| a | b |\n", "| a | b |\n| - | - |"],
  ["| a | b |\n|", "| a | b |\n| - | - |"],
  ["| a | b |\n|---", "| a | b |\n| - | - |"],
  ["so:\n| a | b |\n|--", "so:\n| a | b |\n| - | - |"],
  ["- x\n\n  | a | b |", "- x\n\n  | a | b |\n  | - | - |"],
  ["| a \\| b", "| a \\| b\n| - |"],
])("the first line of a table, %j, is one already", (source, whole) => {
  expect(completed(source)).toBe(whole);
});

test.each([
  "| a | b |\n|--:|---|",
  "| a | b |\n|---|---|\n| 1 | 2",
  "a | b\n---|---\n| 1",
  "a || b",
])("%j is left as it is", (source) => {
  expect(completed(source).trimEnd()).toBe(source);
});

test.each(["|", "| ", "`", "``", "```", "```py", "**", "*", "~~", "- ", "- [", "1. [ ]", "[^1"])(
  "%j alone shows nothing",
  (source) => {
    expect(completed(source).trim()).toBe("");
    expect(completed(`a word\n\n${source}`).trim()).toBe("a word");
  },
);

test.each([
  ["so `", "so "],
  ["so **", "so "],
  ["(**", "("],
  ["이것은**", "이것은"],
  ["**이것**", "**이것**"],
  ["a `code`", "a `code`"],
  ["> - [ ]", "> "],
  ["- x\n  ```", "- x\n  "],
  ["- x\n  ```js", "- x\n  "],
  ["- x\n  ```js\n  a\n  ``", "- x\n  ```js\n  a\n  ``"],
  ["**`코드", "**`코드`**"],
  ["H<sub>2", "H<sub>2</sub>"],
  ["H<sub>2</sub>O<su", "H<sub>2</sub>O"],
])("%j is shown as %j", (source, whole) => {
  expect(completed(source).trimEnd()).toBe(whole.trimEnd());
});

test.each(["- x\n  ```js\n  const a = `x", "- x\n  ```\n  a **b", "- x\n  ```\n  - [ ] y *"])(
  "nothing in an open code block, %j, is a marker",
  (source) => {
    expect(completed(source)).toBe(source);
  },
);
