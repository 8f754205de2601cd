/**
 * The few tags that models write where Markdown has no marker: `<br>` in table cells, and `<sub>`,
 * `<sup>` and `<kbd>` in pairs; of `<details>` and `<summary>` the text is shown, and of comments
 * nothing. They count exactly as written here, without attributes; every other tag stays the text
 * it is, so that HTML is never parsed.
 */

import type { Emphasis, Nodes, PhrasingContent, Root } from "mdast";

const BREAK = /^<br ?\/?>$/i;
const COMMENT = /<!--[\s\S]*?-->/g;
/** A part that a browser would fold away: its text is shown, and its heading as one. */
const DETAILS = /<\/?details(?: open)?>/gi;
const SUMMARY = /<summary>([\s\S]*?)<\/summary>/i;
const OPENING = /^<(sub|sup|kbd)>$/;
/** The last one that is not closed. */
const UNCLOSED = /<(sub|sup|kbd)>(?![\s\S]*<\/?\1>)/;

/** Puts line breaks and elements in place of these tags. Changes the tree it is given. */
export function plainHtml(tree: Root): void {
  mapTags(tree);
}

/** `source` with an end for a pair that has only begun. */
export function closeTags(source: string): string {
  const name = UNCLOSED.exec(source)?.[1];
  return name === undefined ? source : `${source}</${name}>`;
}

/** Nodes whose children are blocks: a tag that stands alone there is a block of its own. */
const HOLDS_BLOCKS = new Set(["root", "blockquote", "listItem", "footnoteDefinition"]);

function mapTags(parent: Nodes): void {
  if (!("children" in parent)) return;
  const blocks = HOLDS_BLOCKS.has(parent.type);
  const children = blocks
    ? parent.children.flatMap(unfolded).map(blockBreak)
    : phrase(parent.children.flatMap(bare));
  parent.children = children as typeof parent.children;
  for (const child of children) mapTags(child);
}

/** A block of HTML without comments, and without the tags of a part that could be folded away. */
function unfolded(node: Nodes): Nodes[] {
  if (node.type !== "html") return [node];
  const value = node.value.replace(COMMENT, "").replace(DETAILS, "");
  if (value === node.value) return [node];
  const [before = "", summary = "", behind = value] = value.split(SUMMARY);
  const heading: PhrasingContent[] = [{ type: "strong", children: [text(summary)] }];
  const parts = [[text(before)], summary.trim() === "" ? [] : heading, [text(behind)]];
  if (!SUMMARY.test(value)) parts.splice(0, 2);
  return parts
    .filter(([first]) => first !== undefined && !(first.type === "text" && first.value === ""))
    .map((children) => ({ type: "paragraph", children }));
}

/** The same in a line of words. */
function bare(node: Nodes): Nodes[] {
  if (node.type !== "html") return [node];
  return node.value.replace(COMMENT, "").replace(DETAILS, "") === "" ? [] : [node];
}

function text(value: string): PhrasingContent {
  return { type: "text", value: value.trim() };
}

function blockBreak(node: Nodes): Nodes {
  return isBreak(node) ? { type: "paragraph", children: [{ type: "break" }] } : node;
}

function phrase(children: readonly Nodes[]): Nodes[] {
  const result: Nodes[] = [];
  for (let at = 0; at < children.length; at += 1) {
    const child = children[at] as Nodes;
    const name = child.type === "html" ? OPENING.exec(child.value)?.[1] : undefined;
    const length = name === undefined ? -1 : children.slice(at + 1).findIndex(closes(name));
    if (name !== undefined && length >= 0) {
      result.push(pair(name, children.slice(at + 1, at + 1 + length)));
      at += length + 1;
    } else result.push(isBreak(child) ? { type: "break" } : child);
  }
  return result;
}

function closes(name: string): (node: Nodes) => boolean {
  return (node) => node.type === "html" && node.value === `</${name}>`;
}

function pair(name: string, children: readonly Nodes[]): Emphasis {
  return { type: "emphasis", data: { hName: name }, children: children as PhrasingContent[] };
}

function isBreak(node: Nodes): boolean {
  return node.type === "html" && BREAK.test(node.value);
}
