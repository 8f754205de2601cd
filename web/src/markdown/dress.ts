/** Gives the blocks of a parsed text their direction and their classes. */

import type { Element, Root, RootContent } from "hast";
import { directionOf, scriptClass } from "./script.ts";

/** Blocks that hold words, and blocks that hold blocks. */
const WORDS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "th", "td"]);
const FRAMES = new Set(["ul", "ol", "blockquote", "table"]);

/**
 * Gives every block in `tree` its direction and its class. Changes `tree`.
 *
 * A browser looks for the direction only in text that is not in a block with one of its own, so
 * that blocks around blocks are told what it is.
 */
export function dressBlocks(tree: Root | Element): void {
  for (const child of tree.children as RootContent[]) {
    if (child.type !== "element") continue;
    const words = WORDS.has(child.tagName);
    if (words || FRAMES.has(child.tagName)) dress(child, words);
    if (child.tagName !== "pre") dressBlocks(child);
  }
}

function dress(block: Element, words: boolean): void {
  const text = textOf(block);
  const holdsBlocks = !words || block.children.some((child) => isBlock(child as RootContent));
  const direction = holdsBlocks ? directionOf(text) : undefined;
  const auto = words || block.tagName === "blockquote" ? "auto" : undefined;
  if (direction !== undefined || auto !== undefined) block.properties.dir = direction ?? auto;
  const name = words ? scriptClass(text) : undefined;
  if (name !== undefined) addClass(block, name);
  if (block.tagName === "ul" || block.tagName === "ol") markTurned(block, direction);
}

/** Marks the items that are written in the other direction than their list. */
function markTurned(list: Element, direction: "rtl" | undefined): void {
  for (const item of list.children) {
    if (item.type === "element" && directionOf(textOf(item)) !== direction)
      addClass(item, "turned");
  }
}

/** Adds a class to an element. Changes `element`. */
export function addClass(element: Element, name: string): void {
  const names = element.properties.className;
  element.properties.className = [...(Array.isArray(names) ? names : []), name];
}

function isBlock(node: RootContent): boolean {
  return node.type === "element" && (WORDS.has(node.tagName) || FRAMES.has(node.tagName));
}

function textOf(node: Root | Element): string {
  return (node.children as RootContent[])
    .map((child) => {
      if (child.type === "text") return child.value;
      return child.type === "element" && child.tagName !== "pre" ? textOf(child) : "";
    })
    .join("");
}
