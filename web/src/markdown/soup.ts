/**
 * What a text costs to be shown as Markdown, told from its signs before any parser sees it.
 *
 * Parsers recurse into quotes and lists, and compare every marker of a paragraph with every other.
 * A text of nothing but markers would hold up the page for seconds, or exhaust the stack; no reader
 * gains anything from it, so it is shown as it was written. Honest text is far from these limits.
 */

import { linesOf } from "./lines.ts";

/** Quotes and lists that nest deeper than anybody means. */
const DEEP =
  "[ \\t]*(?:(?:>|[*+-](?:[ \\t]|$)|\\d{1,9}[.)](?:[ \\t]|$))[ \\t]*){30}" +
  "|(?=[ \\t]*[>*+-])[ \\t>*+-]{100,}[^\\s>*+-]";
/** A quote or an item that many lines go on with, none of which says so. */
const LAZY =
  "[ \\t]*(?:>|[*+-][ \\t]|\\d{1,9}[.)][ \\t])[^\\n]*" +
  "(?:\\n(?![ \\t]*(?:[>*+-]|\\d{1,9}[.)]))(?=[ \\t]*\\S)[^\\n]*){150}";
/** A line with more cells than fit any screen. */
const WIDE = "(?:[^|\\n]*\\|){200}";
const SOUP = new RegExp(`^(?:${DEEP}|${LAZY}|${WIDE})`, "gm");

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The first paragraph of `source` that no parser may see; null if there is none. */
export function soupIn(source: string): Stretch | null {
  for (const { index } of source.matchAll(SOUP)) {
    if (isFenced(source, index)) continue;
    const blank = source.lastIndexOf("\n\n", index);
    return { from: blank < 0 ? 0 : blank + 2, to: endOfParagraph(source, index) };
  }
  return null;
}

/** Where the paragraph ends that stands at `index`. */
export function endOfParagraph(source: string, index: number): number {
  const end = source.indexOf("\n\n", index);
  return end < 0 ? source.length : end + 2;
}

/** Whether the line at `index` is code. */
function isFenced(source: string, index: number): boolean {
  for (const { at, fenced } of linesOf(source.slice(0, index + 1), (line) => line.trimStart())) {
    if (at === index) return fenced;
  }
  return false;
}

const ONLY_WORDS =
  /^\p{L}[\p{L}\p{M}\p{N} ,;?!\u2018-\u201d\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f]*[.]?\n*$/u;

/** Whether `source` is a line of words, without anything that could mean more to a parser. */
export function isWords(source: string): boolean {
  return ONLY_WORDS.test(source);
}

const FENCED =
  /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})[\s\S]*?(?:^[ \t>]*\1|$(?![\s\S]))/gm;
/** Signs of one paragraph that are compared with each other: of emphasis, links, and code. */
const COMPARED = /\*+|_+|~~|[[\]]|`+/g;
const MAX_COMPARED = 400;
/** Where comparing ends: a line without words. */
const PARAGRAPHS = /\n[ \t>]*\n/;

/** What a cell of a table costs. */
export const CELL = 0.1;
/** What signs cost, in parts of what a block does, which is about a quarter of a millisecond. */
const COSTS: readonly (readonly [RegExp, number])[] = [
  [/^[ \t>]*(?:>|[*+-][ \t]|\d{1,9}[.)][ \t]|#)/gm, 0.4],
  [/\$|\\(?:[[\]()]|begin|end)/g, 0.25],
  [/\\(?:ce|pu)\b/g, 2],
  [/\\[a-z]/gi, 0.15],
  [/\](?!\()/g, 0.8],
  [/\|/g, CELL],
  [/\n/g, 0.05],
  [/[*_~[\]`<&\\:@!]/g, 0.04],
];

/** A paragraph of nothing but words, in blocks. */
const PARAGRAPH = 0.2;
/** Characters that cost as much as a block, of words. */
const WORDS = 200;
/** Words behind a bracket that nobody closes; for each of them a parser looks back for it. */
const UNCLOSED = 400;

/** The cost of a piece of Markdown, in blocks; Infinity if no parser may see it. */
export function costOf(source: string): number {
  if (isWords(source)) return PARAGRAPH + source.length / WORDS;
  const text = source.replace(FENCED, (code) => `#${code.replace(/[^\n]+/g, "")}`);
  if (text.length > MAX_COMPARED) {
    const most = text.split(PARAGRAPHS).map((each) => count(each, COMPARED));
    if (Math.max(...most) > MAX_COMPARED) return Infinity;
  }
  const unclosed = count(text, /\[/g) > count(text, /\]/g) ? count(text, /\b\w/g) / UNCLOSED : 0;
  const words = 1 + source.length / WORDS + unclosed * unclosed;
  return COSTS.reduce((sum, [sign, cost]) => sum + count(text, sign) * cost, words);
}

function count(text: string, sign: RegExp): number {
  return text.match(sign)?.length ?? 0;
}
