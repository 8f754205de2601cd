/** Cuts a long quote into parts that are parsed by themselves, where a paragraph of it ends. */

import { linesOf } from "./lines.ts";

/** A part with so many characters ends with its paragraph, or with a line if that takes too long. */
export const QUOTE_CHARS = 1_500;

const MARKER = /^(?: {0,3}> ?)+/;

/** The parts of a quote; where one ends depends only on what stands before the next. */
export function cutQuote(source: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let before = "";
  for (const { at, text, fenced } of linesOf(source, (line) => line.replace(MARKER, ""))) {
    const words = text.replace(MARKER, "");
    // Behind a lazy line, or in a table, a quote cannot be parted.
    const parted = MARKER.test(text) && MARKER.test(before) && /^[\p{L}\p{N}]/u.test(words);
    const blank = before.replace(MARKER, "").trim() === "";
    const room = blank ? QUOTE_CHARS : 2 * QUOTE_CHARS;
    if (parted && !fenced && at - from >= room && !before.includes("|")) {
      parts.push(source.slice(from, at));
      from = at;
    }
    before = text;
  }
  return [...parts, source.slice(from)];
}
