/**
 * Parsers of Markdown recurse into quotes and lists. A text that nests them without end would cost
 * seconds, or the stack; no reader gains anything from it, so it is shown as it was written.
 */

const TOO_DEEP = /^[ \t>*+-]{100,}[^\s>*+-]/m;

/** Whether quotes or lists in `source` nest deeper than anybody means. */
export function isTooDeep(source: string): boolean {
  return TOO_DEEP.test(source);
}
