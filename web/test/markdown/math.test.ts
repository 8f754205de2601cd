import { expect, test } from "vitest";
import { BlockSplitter } from "../../src/markdown/blocks.ts";
import { takeMath } from "../../src/markdown/math.ts";
import { parseBlock } from "../../src/markdown/pipeline.ts";

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

test.each([
  "환율은 $100~$200이고 1$=1,300원, 2$=2,600원입니다.",
  "1$=1,300원이고 10$=13,000원이다",
  "价格是$5到$10，1$=7元，2$=14元",
  "1$は150円、2$は300円です",
  "US$5, A$6 and 7$ or 8$, 9$.",
  "$100~$200, $1,000–$2,000, $5/$6",
  "$20/month now, $30 then",
  "$20 per month or 30$ at most",
  "between 5$ and 10$",
  "₩5,000 and $5",
  String.raw`See \[1\] and \[2, 3\] and \[4-6\] for sources.`,
  "- \\[ \\] open\n- \\[x\\] done",
  String.raw`\[citation needed\] and \[예시 문장\]`,
  String.raw`\[a link\]\(https://a.example/x\)`,
])("%j holds no formula", (source) => {
  expect(found(source)).toEqual([]);
});

test.each([
  ["값은$x$이다", "x"],
  ["$속도 = 거리/시간$이다", "속도 = 거리/시간"],
  [String.raw`3$\times$ 4`, String.raw`\times`],
  ["the $n$th of $100$ things", "n"],
  ["$5 or more is $x$.", "x"],
  [String.raw`water \ce{2H2 + O2 -> 2H2O} and \pu{5 kg*m^{2}}`, String.raw`\ce{2H2 + O2 -> 2H2O}`],
  [String.raw`\(x\)`, "x"],
])("%j holds one all the same", (source, tex) => {
  expect(found(source)[0]).toEqual({ tex });
});

test.each(["equation", "align*", "gather", "cases", "pmatrix", "aligned"])(
  "%s needs no dollars, whatever its lines begin with",
  (name) => {
    const tex = `\\begin{${name}}\nx^2 \\\\\n- y_1 * z\n\\end{${name}}`;
    expect(found(`as\n\n${tex}\n\nis known`)).toEqual([{ tex, display: true }]);
    const splitter = new BlockSplitter();
    expect(splitter.update(`as\n\n${tex}\n\nis known`).map((b) => b.pieces[0]?.trim())).toEqual([
      "as",
      tex,
      "is known",
    ]);
  },
);

test("an environment, chemistry and brackets show no backslash while they grow", () => {
  const text = String.raw`A \begin{cases} x \\ y \end{cases} and \ce{H2O} and \[1\] end`;
  for (let end = 1; end <= text.length; end += 1) {
    expect(takeMath(text.slice(0, end), true).text.replace(/\\[[\]]/g, "")).not.toContain("\\");
  }
});
