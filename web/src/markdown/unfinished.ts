/**
 * A block that is still growing ends anywhere. What it has begun is shown as if it were whole, and
 * a marker that may yet begin something is held back: nothing is shown raw, only to change.
 */

import remend from "remend";
import { closeTags } from "./plain-html.ts";

/** What stands in front of a line's own text: indentation, and the markers of quotes and items. */
const LEAD = "(^|\\n)([ \\t>]*(?:(?:[-*+]|\\d+[.)])[ \\t]+)*)";

/** An item of a list, or a task, that has no words yet: its marker would show as text before. */
const BARE_ITEM = /(^|\n)([ \t>]*)(?:[-*+]|\d+[.)])(?:[ \t]+(?:\[[ xX]?\]?)?)?\s*$/;
/** The first line of a code block inside another block. */
const FENCE = new RegExp(`${LEAD}(?:\`{3,}[^\`\\n]*|~{3,}[^\\n]*)$`);
/** Markers at the end that have nothing in front of them to close. */
const OPENING = /(^|[\s([{"'“‘「『（《])[*_~]{1,4}$/;
/** Markers at the end that close something, or begin it in the middle of a word. */
const PAIRED = /(\*\*?|~~?|_)$/;
/** A reference to a note, a note without a word, a tag, or one of the few that count. */
const BEGUN =
  /\[\^[^\]\s]{0,40}$|(?:^|\n)\[\^[^\]\s]{1,40}\]:?[ \t]*$|<\/?[a-z]{0,3}$|<!(?:-(?:-(?:(?!-->)[\s\S])*)?)?$|<\/?(?:deta?i?l?s?(?: open)?|summ?a?r?y?)$|<summary>[^<]*(?:<\/?s?u?m?m?a?r?y?)?$/;

/** The `source` of a growing block, as if it were whole. */
export function completed(source: string): string {
  const shown = source.replace(FENCE, "$1$2").replace(BARE_ITEM, "$1$2");
  if (endsInFence(shown)) return shown;
  const code = inCode(shown);
  const whole = code ?? holdBack(shown);
  return withTable(remend(closeTags(whole), { singleTilde: false }));
}

const FENCES = /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?:`{3,}|~{3,})/gm;

/** Whether `source` ends inside of a code block, where nothing is a marker. */
function endsInFence(source: string): boolean {
  return (source.match(FENCES)?.length ?? 0) % 2 === 1;
}

function holdBack(source: string): string {
  const text = source.replace(BEGUN, "").replace(OPENING, "$1");
  const marker = PAIRED.exec(text)?.[1];
  if (marker === undefined) return text;
  // Of single signs those count that are none of a double marker.
  const others = marker.length > 1 ? "" : marker + marker;
  const paragraph = lastParagraph(text).replaceAll(others, "");
  const count = paragraph.split(marker).length - 1;
  return count % 2 === 1 ? text.slice(0, -marker.length) : text;
}

function lastParagraph(text: string): string {
  return text.slice(text.lastIndexOf("\n\n") + 1);
}

/**
 * `source` with an end for the code in a line that it ends in, null if it does not. Markers around
 * code are ended behind it: in it they would be none.
 */
function inCode(source: string): string | null {
  let open = "";
  for (const [ticks] of lastParagraph(source).matchAll(/(?<!\\)`+/g)) {
    if (open === "") open = ticks;
    else if (open === ticks) open = "";
  }
  if (open === "") return null;
  const inside = source.replace(/`+$/, "");
  // Where nothing stands behind the opening marker, nothing has begun.
  const begun = source.length - inside.length;
  return begun === open.length ? holdBack(inside) : inside + open;
}

/** A line of headings, perhaps with some of the line below it. */
const HEADINGS = /(?:^|\n)([ \t>]*)(\|[^\n]*)(?:\n[ \t>]*([|:\- \t]*))?$/;

const DELIMITERS = /^\|?(?:[ \t]*:?-+:?[ \t]*(?:\||$))+$/;

/** Makes a table of its first line, which is not one to the parser without the second. */
function withTable(source: string): string {
  const match = HEADINGS.exec(source);
  if (match === null) return source;
  const [all, lead = "", line = "", below = ""] = match;
  const before = source.slice(0, source.length - all.trimStart().length - lead.length);
  // Below another line of a table it is a row.
  if (before.trimEnd().split("\n").at(-1)?.includes("|")) return source;
  const cells = cellsOf(line);
  if (cells === 0) return before;
  if (cellsOf(below) === cells && DELIMITERS.test(below)) return source;
  return `${before}${lead}${line.trim()}\n${lead}|${" - |".repeat(cells)}`;
}

/** How many cells a line of a table has. */
function cellsOf(line: string): number {
  const inside = line.trim().replace(/^\||(?<!\\)\|$/g, "");
  return inside.trim() === "" ? 0 : inside.split(/(?<!\\)\|/).length;
}
