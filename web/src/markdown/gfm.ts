/**
 * The Markdown that is read: GitHub's tables, tasks, notes, bare addresses and strikethrough, and
 * emphasis beside the letters of East Asia. For reading only: nothing here writes Markdown.
 */

import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfm } from "micromark-extension-gfm";
import { combineExtensions } from "micromark-util-combine-extensions";

const SYNTAX = [
  // One tilde means "about", or "from … to", in East Asia.
  combineExtensions([gfm({ singleTilde: false }), cjkFriendlyExtension()]),
];
const TREE = gfmFromMarkdown();

/** The tree of `text`. */
export function read(text: string): Root {
  return fromMarkdown(text, { extensions: SYNTAX, mdastExtensions: TREE });
}
