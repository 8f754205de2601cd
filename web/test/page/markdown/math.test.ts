import { expect, test } from "vitest";
import { BlockSplitter } from "../../../src/page/markdown/blocks.ts";
import { takeMath } from "../../../src/page/markdown/math.ts";
import { parseBlock } from "../../../src/page/markdown/pipeline.ts";

function found(source: string, open = false) {
  return takeMath(source, open).formulas.map(({ tex, display, pending }) => ({
    tex,
    ...(display ? { display } : {}),
    ...(pending ? { pending } : {}),
  }));
}

test.each([
  ["$x^2$", "x^2", false],
  ["$$x^2$$", "x^2", true],
  ["$$\na\n- b\n$$", "a\n- b", true],
  [String.raw`\(a_1 * b_2\)`, "a_1 * b_2", false],
  [String.raw`\[ \frac{a}{b} \]`, String.raw`\frac{a}{b}`, true],
  [String.raw`$\$5$`, String.raw`\$5`, false],
])("%j holds a formula", (source, tex, display) => {
  expect(found(`so ${source} it is`)).toEqual([display ? { tex, display } : { tex }]);
});

test.each([
  "It costs $5 and $10.",
  "from $5 to $10",
  "US$ 5, not $ 6 $",
  "`$x$` and ``a ` $y$``",
  "```tex\n$$x$$\n```",
  "[a](https://a.example/$x$)",
  "https://a.example/$x$",
  String.raw`\$x\$`,
  String.raw`a \\(b\\)`,
])("%j holds none", (source) => {
  expect(found(source)).toEqual([]);
});

test("an unfinished formula is pending, an unfinished price is a price", () => {
  expect(found(String.raw`so $\frac{a`, true)).toEqual([
    { tex: String.raw`$\frac{a`, pending: true },
  ]);
  expect(found("so $$\nx", true)).toEqual([{ tex: "$$\nx", display: true, pending: true }]);
  expect(found("so $2^", true)).toEqual([{ tex: "$2^", pending: true }]);
  expect(found("it costs $5", true)).toEqual([]);
  expect(found("so $$\nx")).toEqual([]);
});

test.each(["$", "\\"])("%j at the end, which may begin a formula, waits for what comes", (sign) => {
  expect(takeMath(`so ${sign}`, true).text).toBe("so ");
  expect(takeMath(`so ${sign}`, false).text).toBe(`so ${sign}`);
});

test.each([
  "so $HOME is a variable",
  "price $$ for you and me",
  "the \\(old) way of things",
  "$변수는 이렇게",
  `$x${" + y".repeat(100)}`,
])("%j, which goes on like a sentence, is not held back", (source) => {
  expect(takeMath(source, true)).toEqual({ text: source, formulas: [] });
});

test("signs in a formula are no markers, and code shows what was written", () => {
  const tree = JSON.stringify(parseBlock("$a_1 * b_2 * c$ and *d*\n\n    $x$", "", false));
  expect(tree).toContain('"dataTex":"a_1 * b_2 * c"');
  expect(tree.match(/"tagName":"em"/g)).toHaveLength(1);
  expect(tree).toContain('"value":"$x$\\n"');
});

test("a text that uses the placeholder's characters means nothing by them", () => {
  const tree = JSON.stringify(parseBlock("\uE0000\uE001 and $x$", "", false));
  expect(tree.match(/"tagName":"x-math"/g)).toHaveLength(1);
});

test("a formula of several lines is one block, also while it grows", () => {
  const text = "Before.\n\n$$\na\n- b\n= c\n$$\n\nAfter.";
  const splitter = new BlockSplitter();
  for (let end = 1; end <= text.length; end += 1) {
    const blocks = splitter.update(text.slice(0, end));
    expect(blocks.length).toBeLessThanOrEqual(3);
  }
  const sources = splitter.update(text).map((block) => block.pieces.join(""));
  expect(sources[1]?.trim()).toBe("$$\na\n- b\n= c\n$$");
});

test("two dollars that never come back take only their own paragraph", () => {
  const blocks = new BlockSplitter().update("$$ for you\n\n- one\n- two\n\nend");
  expect(blocks).toHaveLength(3);
});

test("many openings without an end cost no noticeable time", () => {
  const source = "\\[ a \\( b $c ".repeat(150);
  const before = performance.now();
  parseBlock(source, "", true);
  expect(performance.now() - before).toBeLessThan(500);
});
