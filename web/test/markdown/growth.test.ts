import type { Element, Root, RootContent } from "hast";
import { expect, test } from "vitest";
import { type Block, BlockSplitter } from "../../src/markdown/blocks.ts";
import { MATH } from "../../src/markdown/math.ts";
import { parseBlock } from "../../src/markdown/pipeline.ts";

const GROWING: Record<string, string> = {
  emphasis:
    "It is **very strong** and *soft* and ***both*** and __so__ and _on_, ~~gone~~ (**x**).",
  korean: "**제목:**내용과 **`코드`**를 3~5일, 이것은**중요**합니다. ~~취소~~함",
  code: "Some `code here` and ``a ` b`` and\n`start` of a line\n\n`alone`",
  links: "See [a link](https://a.example/path) and ![an image](https://a.example/x.png) here.",
  table: "| name | **value** |\n|------|:-----:|\n| one | `two` |\n| three | four |\n\nend",
  tableBelow: "As follows:\n| a | b |\n|---|---|\n| 1 | 2 |",
  tableInside: "- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- next",
  tasks: "- [x] done\n- [ ] open\n  - [ ] below\n\n1. [ ] one\n2. [x] two\n\n> - [ ] quoted",
  formulas:
    "So $a^2 + b^2$ and $x^n$ and \\(x_1\\).\n\n$$\n\\frac{a}{b} \\\\\nc\n$$\n\n\\[ x^2 \\]\n\nend",
  fences:
    "- one\n\n  ```js\n  const a = 1;\n  ```\n- two\n  ~~~\n  x\n  ~~~\n\n> ```py\n> x\n> ```",
  tags: "H<sub>2</sub>O and x<sup>2</sup> and <kbd>Ctrl</kbd>\n\n| a<br>b |\n|---|\n| <sup>1</sup> |",
  notes: "One[^1] and two[^2].\n\n[^1]: First **note**\n[^2]: Second `note`.\n\nend",
};

/** Brackets that are whole may be words of the text; a target behind them is never seen. */
const MARKER = /[*_`|$\\<^]|~~|\]\(|\[[ x]?\]|\[[^\]]*$|https/;

/** What is shown of `block` beside code. */
function wordsOf(block: Block | undefined, definitions: string): string {
  if (block === undefined || block.kind === "code") return "";
  const source =
    (block.kind === "table" ? block.header : block.context) + (block.pieces.at(-1) ?? "");
  return words(parseBlock(source, definitions, true));
}

function words(node: Root | Element): string {
  return (node.children as RootContent[])
    .map((child) => {
      if (child.type === "text") return child.value;
      if (child.type !== "element" || child.tagName === "code" || child.tagName === MATH) return "";
      return words(child);
    })
    .join("");
}

test.each(Object.entries(GROWING))("no marker of %s is shown while it grows", (_, text) => {
  const splitter = new BlockSplitter();
  for (let end = 1; end <= text.length; end += 1) {
    const blocks = splitter.update(text.slice(0, end));
    const last = splitter.notes.at(-1);
    const said = wordsOf(blocks.at(-1), splitter.definitions);
    const noted = last === undefined ? "" : words(parseBlock(last.pieces[0], "", true));
    for (const shown of [said, noted]) {
      expect(shown, JSON.stringify(text.slice(0, end))).not.toMatch(MARKER);
    }
  }
});
