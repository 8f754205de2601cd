/**
 * The text of files within a question: each stands under its name, in a fence that nothing in it
 * closes. It is found again by both, so that what a person has corrected in it stays theirs.
 */

/** Where a block begins and ends in a text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** The text under its name, in a fence. `part` says which part of the file it is; "" for all of it. */
export function blockOf(name: string, text: string, { language = "", part = "" } = {}): string {
  let fence = "```";
  for (const [run] of text.matchAll(/`{3,}/g)) {
    if (run.length >= fence.length) fence = `${run}\``;
  }
  const head = part === "" ? name : `${name} (${part})`;
  return `${head}\n${fence}${language}\n${text.replace(/\n?$/, "\n")}${fence}\n`;
}

/** The language of a text file's fence: what its name ends in. */
export function languageOf(name: string): string {
  return /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** Where the block of a file stands; null if there is none, or its fence is not closed. */
export function findBlock(text: string, name: string): Place | null {
  for (let from = 0; ; ) {
    const start = text.indexOf(name, from);
    if (start < 0) return null;
    from = start + name.length;
    if (start > 0 && text[start - 1] !== "\n") continue;
    const open = /^(?: \([^\n]*\))?\n(`{3,})[^\n`]*\n/.exec(text.slice(from, from + 500));
    if (open === null) continue;
    const body = from + open[0].length;
    const close = new RegExp(`^${open[1]}[ \\t]*$\\n?`, "m").exec(text.slice(body));
    if (close !== null) return { start, end: body + close.index + close[0].length };
  }
}

/** The text with a block put where `at` is, on lines of its own; and where it ends. */
export function withBlock(text: string, block: string, at: number): { text: string; end: number } {
  const before = text.slice(0, at).replace(/([^\n])$/, "$1\n");
  return { text: before + block + text.slice(at), end: before.length + block.length };
}

/** The text without what stands in a place. */
export function without(text: string, { start, end }: Place): string {
  return text.slice(0, start) + text.slice(end);
}

/** The text with two places in each other's. */
export function exchanged(text: string, one: Place, other: Place): string {
  const [first, second] = one.start < other.start ? [one, other] : [other, one];
  return (
    text.slice(0, first.start) +
    text.slice(second.start, second.end) +
    text.slice(first.end, second.start) +
    text.slice(first.start, first.end) +
    text.slice(second.end)
  );
}
