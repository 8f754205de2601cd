/**
 * Formulas that are blocks of their own: one block for `marked`, whatever their lines begin with.
 * An unfinished one is a block as well, up to the first blank line, so that it does not flicker.
 */

import type { BlockExtensions } from "./note-block.ts";

const BLOCK =
  /^ {0,3}(?:\$\$(?:(?!\n[ \t]*\n|\$\$)[\s\S])+(?:\$\$[^\S\n]*(?:\n|$)|$)|\\\[(?:(?!\n[ \t]*\n|\\\])[\s\S])+(?:\\\][^\S\n]*(?:\n|$)|$))/;

export const MATH_BLOCKS: BlockExtensions = {
  block: [
    (src) => {
      const match = BLOCK.exec(src);
      return match === null ? undefined : { type: "math", raw: match[0] };
    },
  ],
  startBlock: [(src) => /\n {0,3}(?:\$\$|\\\[)/.exec(src)?.index],
};
