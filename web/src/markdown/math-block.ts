/**
 * Formulas that are blocks of their own: one block for `marked`, whatever their lines begin with.
 * An unfinished one is a block as well, up to the first blank line, so that it does not flicker.
 */

import type { BlockExtensions } from "./note-block.ts";
import { ENVIRONMENT, ESCAPED } from "./tex.ts";

/** What a formula may hold before its `end`; no formula is longer. */
function upTo(end: string): string {
  return `(?:(?!\\n[ \\t]*\\n|${end})[\\s\\S]){1,4000}(?:${end}[^\\S\\n]*(?:\\n|$)|$)`;
}

const BEGUN = "\\\\begin\\{(?:(?!\\n[ \\t]*\\n|\\\\end\\{)[\\s\\S]){1,4000}$";
const BLOCK = new RegExp(
  `^ {0,3}(?!${ESCAPED})(?:\\$\\$${upTo("\\$\\$")}|\\\\\\[${upTo("\\\\\\]")}|` +
    `${ENVIRONMENT}[^\\S\\n]*(?:\\n|$)|${BEGUN})`,
  "u",
);

export const MATH_BLOCKS: BlockExtensions = {
  block: [
    (src) => {
      const match = BLOCK.exec(src);
      return match === null ? undefined : { type: "math", raw: match[0] };
    },
  ],
  startBlock: [(src) => /\n {0,3}(?:\$\$|\\\[|\\begin\{)/.exec(src)?.index],
};
