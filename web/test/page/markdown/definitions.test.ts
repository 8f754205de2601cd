import { expect, test } from "vitest";
import { BlockSplitter } from "../../../src/page/markdown/blocks.ts";
import { definitionsFor } from "../../../src/page/markdown/definitions.ts";

test("a piece is given the definitions that it refers to, and no others", () => {
  const splitter = new BlockSplitter();
  splitter.update(
    "[one]: https://a.example\n[Two Words]: /b\n\n[^n]: note\n\n[one]: /later\n\nend\n\n",
  );
  const { definitions } = splitter;
  expect(definitionsFor("see [one]", definitions)).toBe("[one]: https://a.example\n\n");
  expect(definitionsFor("see [x][two  words]", definitions)).toBe("[Two Words]: /b\n\n");
  expect(definitionsFor("see[^n]", definitions)).toContain("[^n]:");
  expect(definitionsFor("see [one](/elsewhere)", definitions)).toBe("");
  expect(definitionsFor("see nothing", definitions)).toBe("");
});
