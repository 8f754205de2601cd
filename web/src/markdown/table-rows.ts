/**
 * Rows of tables with more cells than their heading: models forget to escape the pipe in code. A
 * parser would cut the code apart, and drop what is too much; here nothing is lost.
 */

import { linesOf } from "./lines.ts";

const LEAD = /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*/;
const DELIMITERS = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*$/;
const PIPE = /\\.|(`+)(?:(?!\1)[\s\S]|(?<=`)`)*?(?<!`)\1(?!`)|\|/g;

/** `source` with every pipe escaped that begins a cell without a heading. */
export function fitRows(source: string): string {
  if (!source.includes("|") || !source.includes("-")) return source;
  let columns = 0;
  let before = "";
  let text = "";
  for (const line of linesOf(source, (each) => each.replace(LEAD, ""))) {
    const row = line.text.replace(LEAD, "");
    if (line.fenced || !row.includes("|")) columns = 0;
    else if (columns === 0 && DELIMITERS.test(row) && before.includes("|")) columns = cellsOf(row);
    text += columns > 0 ? fitted(line.text, columns) : line.text;
    before = row;
  }
  return text;
}

function cellsOf(row: string): number {
  return row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|").length;
}

function fitted(line: string, columns: number): string {
  if (cellsOf(line.replace(LEAD, "").replace(/\\\|/g, "")) <= columns) return line;
  const safe = line.replace(PIPE, (match) =>
    match.startsWith("`") ? match.replace(/(?<!\\)\|/g, "\\|") : match,
  );
  const last = safe.trimEnd().length - 1;
  const first = line.length - line.replace(LEAD, "").length;
  let left = columns - 1;
  return safe.replace(/\\.|\|/g, (match, at: number) => {
    if (match !== "|" || at === first || at === last) return match;
    left -= 1;
    return left >= 0 ? match : "\\|";
  });
}
