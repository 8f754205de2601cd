import { expect, test } from "vitest";
import { BlockSplitter } from "../../src/markdown/blocks.ts";
import { definitionsFor, definitionsForSection } from "../../src/markdown/definitions.ts";

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

test("a section is handed the same definitions until one comes that it refers to", () => {
  const splitter = new BlockSplitter();
  const blocks = splitter.update("see [one], `[`\n\n| [two] |\n|---|\n| [three] |\n\nend[^n]\n\n");
  const section = [blocks.slice(0, 1), blocks.slice(1)];
  const some = "[two]: /2\n\n[other]: /0\n\n[one]: /1\n\n";
  expect(definitionsForSection(section, some)).toBe("[one]: /1\n\n[two]: /2\n\n");
  expect(definitionsForSection(section, `${some}[more]: /0\n\n`)).toBe(
    definitionsForSection(section, some),
  );
  const all = `${some}[three]: /3\n\n[^n]: 1\n\n`;
  expect(definitionsForSection(section, all)).toContain("[three]: /3");
  expect(definitionsForSection(section, all)).toContain("[^n]: 1");
  expect(definitionsForSection(section, "")).toBe("");
});
