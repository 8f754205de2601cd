/**
 * Models show Markdown in a code block, and put code blocks into it between fences that are no
 * longer than its own. To a parser the first of those would end the block. Here a fence with a
 * language opens one inside of a block of Markdown, and the next bare fence closes that one.
 */

const FENCE = /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})([^\n]*)$/;
const MARKDOWN = /^\s*(?:markdown|md|mdx|mdown|rmd|qmd)\b/i;

/** Whether a block with this behind its fence is Markdown itself. */
function isMarkdown(info: string): boolean {
  return MARKDOWN.test(info);
}

/** The fences that are open behind the first one, line by line. */
export class FenceNest {
  readonly #open: { readonly marker: string; readonly nests: boolean }[];

  constructor(marker: string, info: string) {
    this.#open = [{ marker, nests: isMarkdown(info) }];
  }

  /** Whether `line` closes the first fence. */
  closes(line: string): boolean {
    const [, marker = "", info = ""] = FENCE.exec(line) ?? [];
    const last = this.#open.at(-1);
    if (last === undefined || !marker.startsWith(last.marker)) return false;
    if (info.trim() === "") {
      this.#open.pop();
      return this.#open.length === 0;
    }
    if (last.nests && !info.includes("`")) this.#open.push({ marker, nests: isMarkdown(info) });
    return false;
  }

  /** Whether an unfinished `line` would close the first fence as it is. */
  wouldClose(line: string): boolean {
    const [, marker = "", info = ""] = FENCE.exec(line) ?? [];
    const [only, ...others] = this.#open;
    if (only === undefined || others.length > 0 || marker === "") return false;
    return marker.startsWith(only.marker) && info.trim() === "";
  }

  /** Whether the fence that is open is inside of another one. */
  get nested(): boolean {
    return this.#open.length > 1;
  }
}

const BLOCK = /^( {0,3})(`{3,}|~{3,})([^\n]*)(?:\n|$)/;

/** The block of Markdown between fences that `source` begins with; null if it begins with another. */
export function markdownFence(source: string): string | null {
  const [first, , marker = "", info = ""] = BLOCK.exec(source) ?? [];
  if (first === undefined || !isMarkdown(info) || info.includes("`")) return null;
  const nest = new FenceNest(marker, info);
  for (let at = first.length; at < source.length; ) {
    const end = source.indexOf("\n", at);
    const next = end < 0 ? source.length : end + 1;
    if (nest.closes(source.slice(at, end < 0 ? undefined : end))) return source.slice(0, next);
    at = next;
  }
  return source;
}

/** `source` with longer fences around blocks of Markdown, so that every parser sees where they end. */
export function widenFences(source: string): string {
  if (!/(?:`{3}|~{3})\s*(?:m|r|q)/i.test(source)) return source;
  const lines = source.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const [, marker = "", info = ""] = FENCE.exec(lines[at] ?? "") ?? [];
    if (marker === "") continue;
    const { end, nested } = endOf(lines, at, new FenceNest(marker, info));
    for (const edge of nested ? [at, end] : []) {
      const line = lines[edge];
      if (line !== undefined) lines[edge] = line.replace(marker, marker + marker);
    }
    at = end;
  }
  return lines.join("\n");
}

/** The line that closes the fence in line `at`, and whether it holds others. */
function endOf(
  lines: readonly string[],
  at: number,
  nest: FenceNest,
): { end: number; nested: boolean } {
  let nested = false;
  let end = at + 1;
  for (; end < lines.length && !nest.closes(lines[end] ?? ""); end += 1) nested ||= nest.nested;
  return { end, nested };
}
