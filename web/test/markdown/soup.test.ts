// No text can hold up the page: what is parsed of it is bounded, whole or growing.

import { readFileSync } from "node:fs";
import process from "node:process";
import { expect, test } from "vitest";
import { BlockSplitter, type TextBlock } from "../../src/markdown/blocks.ts";
import { definitionsFor } from "../../src/markdown/definitions.ts";
import { DenseGrowth } from "../../src/markdown/dense-growth.ts";
import { parseBlock } from "../../src/markdown/pipeline.ts";
import { costOf } from "../../src/markdown/soup.ts";
import type { TableBlock } from "../../src/markdown/table-block.ts";
import { SLICE_CHARS } from "../../src/markdown/use-catch-up.ts";
import { slowness } from "../slowness.ts";

const CHARS = 16_000;
/** What all of 16 000 characters may cost, and one frame of it: these are the page's budgets. */
const TOTAL_MS = 500;
const FRAME_MS = 200;
/** Time of the processor; on a busy machine it is more at times, and of so many runs the least counts.
 * A machine that is slower all the time is judged by how slow it is right behind them. */
const RUNS = 4;

interface Spent {
  totalMs: number;
  worstMs: number;
  /** Characters that are shown as they were written. */
  plainChars: number;
}

/** Does what the page does with a text that comes in slices, but for drawing it. */
class Page {
  readonly #splitter = new BlockSplitter();
  readonly #growths = new Map<string, DenseGrowth<null>>();
  #before = new Set<string>();
  #now = new Set<string>();
  #definitions = "";

  /** Shows `text`; returns how much of it is shown as it was written. */
  update(text: string): number {
    this.#before = this.#now;
    this.#now = new Set();
    const blocks = this.#splitter.update(text);
    this.#definitions = this.#splitter.definitions;
    let plainChars = 0;
    for (const block of blocks) {
      if (block.kind === "code") continue;
      const last = block === blocks.at(-1) ? block.pieces.length - 1 : -1;
      for (const [at, source] of block.pieces.entries()) {
        if (at >= block.plainFrom) plainChars += source.length;
        else this.#piece(block, at, source, at === last);
      }
    }
    return plainChars;
  }

  #piece(block: TextBlock | TableBlock, at: number, source: string, open: boolean): void {
    const context = block.kind === "table" ? block.header : block.context;
    const known = definitionsFor(context + source, this.#definitions);
    const name = `${block.start} ${at}`;
    const key = `${name} ${open} ${known} ${source}`;
    this.#now.add(key);
    if (this.#before.has(key)) return;
    const draw = (): null => {
      parseBlock(context + source, known, open);
      return null;
    };
    const growth = this.#growths.get(name) ?? new DenseGrowth<null>();
    this.#growths.set(name, growth);
    if (open) growth.of(source, draw);
    else draw();
  }
}

function show(text: string, slice: number): Spent {
  const page = new Page();
  const spent = { totalMs: 0, worstMs: 0, plainChars: 0 };
  for (let end = 0; end < text.length; ) {
    end = Math.min(end + slice, text.length);
    const begunAt = process.cpuUsage();
    spent.plainChars = page.update(text.slice(0, end));
    const { user, system } = process.cpuUsage(begunAt);
    const ms = (user + system) / 1_000;
    spent.totalMs += ms;
    spent.worstMs = Math.max(spent.worstMs, ms);
  }
  return spent;
}

function quickest(text: string, slice: number): Spent {
  let best = show(text, slice);
  for (let run = 1; run < RUNS; run += 1) {
    if (best.totalMs <= TOTAL_MS && best.worstMs <= FRAME_MS) break;
    const again = show(text, slice);
    if (again.totalMs < best.totalMs) best = again;
  }
  return best;
}

function expectWithin(ms: number, barMs: number): void {
  if (ms >= barMs) expect(ms).toBeLessThan(barMs * slowness());
}

function filled(part: string, chars = CHARS): string {
  return part.repeat(Math.ceil(chars / part.length)).slice(0, chars);
}

function numbered(part: (n: number) => string): string {
  let text = "";
  for (let n = 0; text.length < CHARS; n += 1) text += part(n);
  return text;
}

const WIDE = filled("a|", CHARS / 8);
const HOSTILE: Record<string, string> = {
  ...Object.fromEntries(
    [
      ...["*a_ ", "_*", "~~a ~a", "*a* ", "**a** ", "a**", "**가**나", "가*나_다~~", "***a** b* "],
      ...["[a](", "[", "]", "[]", "[a]", "[a][b]", "[a](b)", "![a](b)", "](", "[^1]", "[^a"],
      ...["`", "` ", "`a", "`a``b", "~~ ", "$", "$x^2$ ", "$$a\n", "\\(", "\\[", "\\", "\\*"],
      ...["> ", "> a\n>> b\n", "> > > a\nb\n", "- ", "- a\n", "1. ", "- a\n  - b\n", "+ a\n- b\n"],
      ...["- ```\n", "```\n", "```\na\n```\n", "a\n===\n", "a\n-\n", "# a\n", "# ", "---\n", "=\n"],
      ...["<a", "<!--", "<a>", "<br>", "<sub>", "<sub>a</sup>", "</", "<![CDATA[", "<div>\n", "<?"],
      ...[
        "&amp;",
        "&",
        "a@b.",
        "a@b.c ",
        "http://a ",
        "http://",
        "www.",
        "|",
        "|-",
        "a|b\n",
        "|-|\n",
      ],
      ...["[a]: b\n", "[^1]: a\n", "a", "a ", "a\n", "가", "a  \n", "\ta\n", "\n", " ", "-\n"],
    ].map((part) => [part, filled(part)]),
  ),
  "nested links": filled("[", CHARS / 5) + filled("](x)", (4 * CHARS) / 5),
  "a lazy quote": `> a\n${filled("a\n")}`,
  "a lazy item": `- a\n${filled("b\n")}`,
  "an open bracket": `[${filled("a ")}`,
  "one long heading": `# ${filled("a ")}`,
  "a wide table": `|${WIDE}\n|${filled("-|", CHARS / 8)}\n${filled("|\n")}`,
  "a long table": `|a|b|\n|-|-|\n${filled("|a|b|\n")}`,
  "many definitions": numbered((n) => `[a${n}]: b\n\n[a${n}]\n\n`),
  "many notes": numbered((n) => `[^${n}]: b\n\n[^${n}]\n\n`),
  "many references": numbered((n) => `[^${n}]`),
};

test.each(Object.entries(HOSTILE))("16 kB of %j hold up no frame", (_, text) => {
  const { totalMs, worstMs } = quickest(text, SLICE_CHARS);
  expectWithin(worstMs, FRAME_MS);
  expectWithin(totalMs, TOTAL_MS);
});

const SIGNS = [..."*_~[]()!$|>#`"];
const ALL = [
  ...[...SIGNS, ..."abc  \n\n<&\\:@-+19\t가힣.="],
  ...["**", "~~", "```", "](", "| ", "- ", "1. ", "> ", "[^1]", "[^1]: ", "<br>", "<!--", "&amp;"],
  ...["$$", "\\[", "\\(", "---\n", "  \n", "\n\n", "http://", "www.", "a@b.c", "\\begin{a}"],
];

/** A small generator of numbers from 0 to 1 that always gives the same for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A text of a few signs, each of them as often as chance wants. */
function soup(seed: number): string {
  const random = randomOf(seed);
  const from = random() < 0.3 ? SIGNS : ALL;
  const some = from.filter(() => random() < 0.1 + 0.9 * ((seed % 7) / 7));
  const parts = some.length > 0 ? some : from;
  let text = "";
  while (text.length < CHARS) text += parts[Math.floor(random() * parts.length)] ?? "";
  return text.slice(0, CHARS);
}

const SEED = Math.floor(Math.random() * 1e9);

test.each(Array.from({ length: 24 }, (_, at) => SEED + at))(
  "16 kB of random signs hold up no frame (seed %i)",
  (seed) => {
    const text = soup(seed);
    const { totalMs, worstMs } = quickest(text, SLICE_CHARS);
    expectWithin(worstMs, FRAME_MS);
    expectWithin(totalMs, TOTAL_MS);
  },
);

test("a dense piece that grows sign by sign is drawn a few times only", () => {
  const growth = new DenseGrowth<string>();
  const text = filled("*a_ b ", 2_000);
  let drawn = 0;
  for (let end = 1; end <= text.length; end += 1) {
    const source = text.slice(0, end);
    const shown = growth.of(source, (what) => {
      drawn += costOf(what) > 16 ? 1 : 0;
      return what;
    });
    expect(shown.drawn + shown.rest).toBe(source);
  }
  expect(drawn).toBeGreaterThan(0);
  expect(drawn).toBeLessThan(20);
});

test.each([SLICE_CHARS, 60])("what cannot be afforded is all there, %i at a time", (slice) => {
  for (const text of [filled("*a_ "), filled("> "), filled("a\n===\n"), `> a\n${filled("a\n")}`]) {
    const splitter = new BlockSplitter();
    let blocks = splitter.update("");
    for (let end = 0; end < text.length; end += slice)
      blocks = splitter.update(text.slice(0, end + slice));
    const all = blocks.map((block) => block.pieces.join("")).join("");
    expect(all.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
  }
});

const ROOT = new URL("../../../", import.meta.url);

test.each([
  "README.md",
  "README.ko.md",
  "PROTOCOL.md",
  "ARCHITECTURE.md",
  "RELIABILITY.md",
  "CHANGELOG.md",
])("an honest text like %s stays Markdown, once and twenty times over", (name) => {
  const text = readFileSync(new URL(name, ROOT), "utf8");
  for (const honest of [text, `${text}\n\n`.repeat(20).slice(0, 200_000)]) {
    expect(show(honest, 50_000).plainChars).toBe(0);
  }
});

const LISTS = {
  everything: numbered(
    (n) =>
      `## Part ${n}\n\nWater **shapes** the \`valley\`, see [more](https://a.example/${n}).\n\n` +
      `- one\n- two, *other*\n- with $x^2 + ${n}$\n\n| a | b |\n|---|---|\n| ${n} | fast |\n\n`,
  ).repeat(3),
  blocks: numbered(
    (n) => `\`\`\`c\nint *a_${n}[] = {*b | *c, **d, \`e\`}; // _x_ [y](z)\n\`\`\`\n\n`,
  ),
  longBlock: `\`\`\`c\n${numbered((n) => `int *a_${n}[] = {*b | *c, **d}; // _x_ [y](z) $1 $2\n`)}\`\`\`\n\nend`,
  words: numbered((n) => `${n + 1}. word${n}\n`),
  table: `| n | square | cube |\n|---|---|---|\n${numbered((n) => `| ${n} | ${n * n} | ${n ** 3} |\n`)}`,
  code: `1. Make a file:\n\n   \`\`\`python\n${numbered((n) => `   print([${n}] | *x)  # ${n}\n`)}   \`\`\`\n`,
  formulas: numbered((n) => `The value of $x_${n}$ is $${n}^2$, as was shown before.\n\n`),
  emphasis: numbered(
    (n) => `So **this ${n}** and *that*, with \`code\` and [a link](https://a.example/${n}).\n`,
  ),
  verses: numbered((n) => `床前明月光，疑是地上霜${n}。\n\n`),
};

test.each(Object.entries(LISTS))("16 kB of honest %s stay Markdown", (_, text) => {
  expect(show(text, SLICE_CHARS).plainChars).toBe(0);
});
