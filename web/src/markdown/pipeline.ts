/**
 * From Markdown to a safe tree of elements. Raw HTML is never HTML: it is shown as the text it is,
 * but for a few bare tags (`plain-html.ts`). Only what the schema names passes, and of links only
 * http, https and mailto.
 */

import type { Element, ElementContent, Root, Text } from "hast";
import { defaultSchema, type Schema, sanitize } from "hast-util-sanitize";
import type { Root as MarkdownRoot } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toHast } from "mdast-util-to-hast";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfm } from "micromark-extension-gfm";
import { combineExtensions } from "micromark-util-combine-extensions";
import { dropAutolinkEnds, endAutolinks } from "./autolinks.ts";
import { partMarks } from "./cjk-marks.ts";
import { addClass, dressBlocks } from "./dress.ts";
import { showHosts } from "./link-host.ts";
import { putMath, takeMath } from "./math.ts";
import { widenFences } from "./nested-fence.ts";
import { withUnknownNotes } from "./note-block.ts";
import { noteHandlers } from "./note-reference.ts";
import { plainHtml } from "./plain-html.ts";
import { costOf, isWords, soupIn } from "./soup.ts";
import { fitRows } from "./table-rows.ts";
import { completed } from "./unfinished.ts";

/**
 * The Markdown that is read: GitHub's tables, tasks, notes, bare addresses and strikethrough, and
 * emphasis beside the letters of East Asia. For reading only: nothing here writes Markdown.
 */
const SYNTAX = [
  // One tilde means "about", or "from … to", in East Asia.
  combineExtensions([gfm({ singleTilde: false }), cjkFriendlyExtension()]),
];
const TREE = gfmFromMarkdown();

const SCHEMA: Schema = {
  ...defaultSchema,
  attributes: {
    ...defaultSchema.attributes,
    a: [...(defaultSchema.attributes?.a ?? []), ["dataNote", /^\d+$/]],
  },
  tagNames: (defaultSchema.tagNames ?? []).filter(
    (name) => name !== "picture" && name !== "source",
  ),
  protocols: { href: ["http", "https", "mailto"], src: ["http", "https", "data"] },
};

const handlers = {
  html: (_state: unknown, node: { value: string }): Text => ({ type: "text", value: node.value }),
  ...noteHandlers,
};

/**
 * The elements of one block.
 *
 * @param definitions of links and notes, from elsewhere in the text
 * @param open the block is still growing: markers that are not closed yet count as closed
 */
export function parseBlock(source: string, definitions: string, open: boolean): Root {
  if (isWords(source)) return paragraph(source.trimEnd());
  if (soupIn(source) !== null || costOf(source) === Infinity) return plain(source);
  const { text: words, formulas } = takeMath(fitRows(widenFences(source)), open);
  const whole = partMarks(endAutolinks(open ? completed(words) : words));
  const known = withUnknownNotes(whole, definitions);
  const text = known !== "" && whole.includes("[") ? `${whole}\n\n${known}` : whole;
  const parsed: MarkdownRoot = fromMarkdown(text, {
    extensions: SYNTAX,
    mdastExtensions: TREE,
  });
  plainHtml(parsed);
  const tree = sanitize(toHast(parsed, { handlers }), SCHEMA) as Root;
  dropAutolinkEnds(tree);
  showHosts(tree);
  dressBlocks(tree);
  putMath(tree, formulas);
  return tree;
}

function plain(text: string): Root {
  const tree = paragraph(text);
  addClass(tree.children[0] as Element, "plain");
  return tree;
}

function paragraph(text: string): Root {
  const child: Element = {
    type: "element",
    tagName: "p",
    properties: {},
    children: [{ type: "text", value: text }],
  };
  const tree: Root = { type: "root", children: [child] };
  dressBlocks(tree);
  return tree;
}

/** Elements that hold text a caret can stand behind. */
const HOLDS_TEXT = new Set(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th"]);
const NESTS = new Set(["ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "pre"]);

/** Puts a caret behind the last text of `tree`. Changes `tree`. */
export function addCaret(tree: Root): void {
  const caret: Element = {
    type: "element",
    tagName: "span",
    properties: { className: ["caret"], ariaHidden: "true" },
    children: [],
  };
  let place: Root | Element = tree;
  for (;;) {
    const last: ElementContent | Root["children"][number] | undefined = place.children.findLast(
      (child) => child.type === "element" || (child.type === "text" && child.value.trim() !== ""),
    );
    if (last?.type !== "element") break;
    const block = NESTS.has(last.tagName) || HOLDS_TEXT.has(last.tagName);
    // Behind code in a line, not in its frame.
    if (!block && !(last.tagName === "code" && isPre(place))) break;
    place = last;
  }
  place.children.push(caret);
}

function isPre(node: Root | Element): boolean {
  return node.type === "element" && node.tagName === "pre";
}

/**
 * Takes the one block of a piece away from around its text, and keeps the space that parted it from
 * the next piece. Changes `tree`.
 */
export function unwrapParagraph(tree: Root, source: string): void {
  const elements = tree.children.filter((child) => child.type === "element");
  if (elements.length === 1 && elements[0] !== undefined) tree.children = elements[0].children;
  if (/\s$/.test(source)) tree.children.push({ type: "text", value: " " });
}
