import { expect, test } from "vitest";
import { type Block, BlockSplitter } from "../../src/markdown/blocks.ts";
import { PIECE_LINES } from "../../src/markdown/fence.ts";
import { LIST_ITEMS } from "../../src/markdown/long-list.ts";
import { cutParagraph, PIECE_CHARS } from "../../src/markdown/long-paragraph.ts";
import { soupIn } from "../../src/markdown/soup.ts";

const DOCUMENTS: Record<string, string> = {
  prose: "# Title\n\nOne **bold** line\ngoes on.\n\nSetext\n------\n\nLast [link](https://a.b) end",
  lists:
    "- a\n- b\n\n  more of b\n\n  - nested\n\n1. one\n2. two\n\ntext\n\n- [x] done\n- [ ] open\n",
  code: "before\n\n```js\nconst a = `x`;\n\n// ``` not the end\n```\n\nafter\n\n~~~~\n~~~\nraw\n~~~~\nend",
  openCode: "x\n\n```python\ndef f():\n    return 1\n\n\nprint(f())\n",
  indentedFence: "- item\n\n  ```sh\n  ls\n  ```\n\n   ```\n   three in\n   ```\n",
  table: "| a | b |\n| - | -: |\n| 1 | 2 |\n| 3 | 4 |\n\nafter the table",
  quotes: "> quoted\n> more\nlazy\n\n> ```\n> code\n> ```\n\nout",
  html: "a <b>bold</b>\n\n<script>alert(1)</script>\n\n<details>\n<summary>s</summary>\n\ntext\n\n</details>\n",
  korean: "# 여울\n\n물살이 **세게** 흐르는 곳.\n\n- 하나\n- 둘\n\n```\n코드\n```\n끝",
  definitions:
    "See [one] and [two].\n\n[one]: https://one.example\n[two]: https://two.example\n\nEnd [one]\n\nx",
  notes:
    "One[^1], two[^b].\n\n[^1]: first\nand lazy\n[^b]: second\n\n    with more\n\nEnd[^1].\n\ntext\n[^c]: third\n- x",
  breaks: "a\r\n\r\nb\r\nc\r\n\r\n```\r\ncode\r\n```\r\n\r\nend",
  rules: "a\n\n---\n\nb\n\n***\n\n    indented code\n\nc",
};

const WORDS =
  "slow **bold words** and `code` and 물살이 세게 흐르는 [link](https://a.example) here, ";
DOCUMENTS.long = `# t\n\nshort\n\n${WORDS.repeat(30)}\n\nnext\n\n- a`;

/** What is cut into parts. */
const LONG: Record<string, string> = {};
const INNER = Array.from({ length: 130 }, (_, at) => `   - inner ${at} of **those** down here\n`);
LONG.longItem = `1. first\n${INNER.join("")}\n2. second\n\n   more\n\nend`;
LONG.deepItem = `- a\n  1. b\n${INNER.slice(0, 100)
  .map((line) => `  ${line}`)
  .join("")}     \`\`\`\n     - no item\n     \`\`\`\n${INNER.join("")}- c`;
LONG.longTable = `| a | b |\n|---|---|\n${"| 1 | two of **them** |\n".repeat(50)}\nend`;
LONG.longQuote = `> start\n${"> so it said, in many **words**, to the stone\n>\n".repeat(160)}> end\nlazy\n\nout`;
LONG.longLines = `> ${"said the river, line by line, for long\n> ".repeat(200)}end`;
LONG.chinese = `${"水流过石头，塑造了山谷。它从不停下".repeat(400)}\n\n结束`;

/** Characters by which a long document grows; prime, so that it ends everywhere in a line. */
const STEP = 37;

/** What a reader sees: the blocks without their objects. */
function shape(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    const { start, pieces } = block;
    if (block.kind === "code") return [start, block.language, pieces.join("\n"), block.open];
    const source = pieces.join("").trimEnd();
    if (block.kind === "table") return [start, pieces.length, block.header, source];
    return [start, pieces.length, source, block.context, block.goesOn];
  });
}

test.each(Object.entries(LONG))("%s: growing is the same as at once", (_, text) => {
  const growing = new BlockSplitter();
  let before: readonly Block[] = [];
  for (let end = 1; end < text.length + STEP; end += STEP) {
    const prefix = text.slice(0, end);
    const blocks = growing.update(prefix);
    expect(shape(blocks), prefix).toEqual(shape(new BlockSplitter().update(prefix)));
    for (const [index, block] of before.slice(0, -3).entries()) expect(blocks[index]).toBe(block);
    before = blocks;
  }
  const parts = before.flatMap((block) => block.pieces);
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(3_600);
});

test.each(Object.entries(DOCUMENTS))(
  "%s: growing by a character is the same as at once",
  (_, text) => {
    const growing = new BlockSplitter();
    for (let end = 1; end <= text.length; end += 1) {
      const prefix = text.slice(0, end);
      expect(shape(growing.update(prefix)), prefix).toEqual(
        shape(new BlockSplitter().update(prefix)),
      );
    }
  },
);

test.each(Object.entries(DOCUMENTS))(
  "%s: a block that is not among the last stays the same object",
  (_, text) => {
    const splitter = new BlockSplitter();
    let before: readonly Block[] = [];
    for (let end = 1; end <= text.length; end += 1) {
      const blocks = splitter.update(text.slice(0, end));
      for (const [index, block] of before.slice(0, -3).entries()) expect(blocks[index]).toBe(block);
      before = blocks;
    }
  },
);

test("an open fence is code from its first line on, without the closing marker", () => {
  const splitter = new BlockSplitter();
  const shown = (text: string) => shape(splitter.update(text)).at(-1);
  expect(shown("```py\n")).toEqual([0, "py", "", true]);
  expect(shown("```py\nx = 1")).toEqual([0, "py", "x = 1", true]);
  expect(shown("```py\nx = 1\n")).toEqual([0, "py", "x = 1", true]);
  expect(shown("```py\nx = 1\n``")).toEqual([0, "py", "x = 1\n``", true]);
  expect(shown("```py\nx = 1\n```")).toEqual([0, "py", "x = 1", false]);
});

test("full pieces of long code never change", () => {
  const splitter = new BlockSplitter();
  let text = "```\n";
  const pieces: (readonly string[])[] = [];
  for (let line = 0; line < 3 * PIECE_LINES; line += 1) {
    text += `line ${line}\n`;
    const block = splitter.update(text).at(-1);
    if (block?.kind === "code") pieces.push(block.pieces);
  }
  const last = pieces.at(-1) ?? [];
  expect(last).toHaveLength(3);
  expect(last.join("\n")).toBe(text.slice(4, -1));
  for (const earlier of pieces) {
    for (const [index, piece] of earlier.slice(0, -1).entries()) expect(last[index]).toBe(piece);
  }
});

test("a text that was replaced is cut anew", () => {
  const splitter = new BlockSplitter();
  splitter.update("a\n\nb\n\nc\n\n```\ncode");
  expect(shape(splitter.update("x\n\ny and more, so that it is longer than before", 1))).toEqual(
    shape(new BlockSplitter().update("x\n\ny and more, so that it is longer than before")),
  );
  expect(splitter.definitions).toBe("");
});

test("the pieces of a long paragraph are the paragraph, and none of its markers is cut apart", () => {
  const source = WORDS.repeat(200);
  const pieces = cutParagraph(source);
  expect(pieces.join("")).toBe(source);
  expect(pieces.length).toBeGreaterThan(source.length / PIECE_CHARS / 2);
  for (const piece of pieces) {
    expect((piece.match(/\*\*/g) ?? []).length % 2, piece.slice(-60)).toBe(0);
    expect((piece.match(/`/g) ?? []).length % 2).toBe(0);
    expect((piece.match(/\[/g) ?? []).length).toBe((piece.match(/\)/g) ?? []).length);
  }
});

test.each([
  ["bullets", (item: number) => `- item ${item} **bold**\n`],
  ["numbers", (item: number) => `${item}. item\n`],
  ["nested", (item: number) => `- item ${item}\n  - below\n    more\n`],
  ["loose", (item: number) => `- item ${item}\n\n  and more\n\n`],
])("a long list of %s is cut between its items, growing or not", (_, itemOf) => {
  const items = Array.from({ length: 3 * LIST_ITEMS }, (__, index) => itemOf(index + 1));
  const text = items.join("");
  const whole = new BlockSplitter().update(text);
  expect(whole).toHaveLength(3);
  expect(
    whole
      .flatMap((block) => block.pieces)
      .join("")
      .trimEnd(),
  ).toBe(text.trimEnd());
  for (const [index, block] of whole.entries()) {
    expect(block.start).toBe(items.slice(0, index * LIST_ITEMS).join("").length);
  }
  const growing = new BlockSplitter();
  for (let end = 1; end <= text.length; end += 7) growing.update(text.slice(0, end));
  expect(shape(growing.update(text))).toEqual(shape(whole));
});

test("a long paragraph without a break costs no more with every word", () => {
  let text = "word ".repeat(20_000);
  const splitter = new BlockSplitter();
  splitter.update(text);
  const whole = timeOf(() => new BlockSplitter().update(text));
  const token = timeOf(() => {
    text += "word ";
    splitter.update(text);
  });
  expect(whole / token).toBeGreaterThan(20);
});

test.each([
  ["quotes", "> ".repeat(5_000)],
  ["tight quotes", ">".repeat(5_000)],
  ["lists", Array.from({ length: 400 }, (_, depth) => `${"  ".repeat(depth)}- x`).join("\n")],
])("%s without end are neither parsed nor lost", (_, deep) => {
  const text = `before\n\n${deep}x`;
  const blocks = new BlockSplitter().update(text);
  expect(blocks.flatMap((block) => block.pieces).join("")).toContain(deep.trim());
});

test("a long rule is a rule", () => {
  expect(soupIn(`a\n\n${"-".repeat(200)}\n\nb`)).toBe(null);
});

test("link definitions reach the blocks before and behind them", () => {
  const splitter = new BlockSplitter();
  splitter.update(DOCUMENTS.definitions ?? "");
  expect(splitter.definitions).toContain("https://one.example");
  expect(splitter.definitions).toContain("https://two.example");
});

test("a definition at the very end counts once its address is whole", () => {
  const splitter = new BlockSplitter();
  splitter.update("See [one].\n\n[one]: https://one.exa");
  expect(splitter.definitions).toBe("");
  expect(splitter.unfinishedDefinition).toBe("[one]: https://one.exa");
  splitter.update("See [one].\n\n[one]: https://one.example\n");
  expect(splitter.definitions).toContain("[one]: https://one.example\n");
  expect(splitter.unfinishedDefinition).toBe("");
});

test("notes are collected wherever they stand, numbered in their order", () => {
  const text = DOCUMENTS.notes ?? "";
  const growing = new BlockSplitter();
  for (let end = 1; end <= text.length; end += 1) {
    growing.update(text.slice(0, end));
    const whole = new BlockSplitter();
    whole.update(text.slice(0, end));
    expect(growing.notes, text.slice(0, end)).toEqual(whole.notes);
    expect(growing.definitions).toBe(whole.definitions);
  }
  expect(growing.notes.map(({ label, pieces }) => [label, pieces[0].trim()])).toEqual([
    ["1", "first\nand lazy"],
    ["b", "second\n\nwith more"],
    ["c", "third"],
  ]);
  const shown = growing.update(text).flatMap((block) => block.pieces);
  expect(shown.map((piece) => piece.trim())).toEqual([
    ...["One[^1], two[^b].", "End[^1].", "text", "- x"],
  ]);
});

test("a note that does not change stays the same object, and so does their list", () => {
  const splitter = new BlockSplitter();
  splitter.update("a[^1]\n\n[^1]: one\n\nb");
  const { notes } = splitter;
  splitter.update("a[^1]\n\n[^1]: one\n\nb and more\n\nand more");
  expect(splitter.notes).toBe(notes);
});

test("a token at the end of a long text costs a fraction of parsing the text", () => {
  let text = "A paragraph with **some** `code` and a [link](https://a.example).\n\n".repeat(1_000);
  const splitter = new BlockSplitter();
  splitter.update(text);
  const whole = timeOf(() => new BlockSplitter().update(text));
  const token = timeOf(() => {
    text += " word";
    splitter.update(text);
  });
  expect(whole / token).toBeGreaterThan(20);
});

/** The least of some runs, in ms: what the work costs when nothing disturbs it. */
function timeOf(run: () => void): number {
  const times = Array.from({ length: 10 }, () => {
    const begun = performance.now();
    run();
    return performance.now() - begun;
  });
  return Math.min(...times);
}
