/**
 * Tables, tasks, notes, bare addresses and strikethrough: GitHub's Markdown, for reading only.
 * `remark-gfm` does the same, and brings along all that writes Markdown.
 */

import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm as gfmSyntax } from "micromark-extension-gfm";
import type { Processor } from "unified";

/** A plugin for the parser. */
export function gfm(this: Processor): void {
  const data = this.data();
  data.micromarkExtensions ??= [];
  data.fromMarkdownExtensions ??= [];
  // One tilde means "about", or "from … to", in East Asia.
  data.micromarkExtensions.push(gfmSyntax({ singleTilde: false }));
  data.fromMarkdownExtensions.push(gfmFromMarkdown());
}
