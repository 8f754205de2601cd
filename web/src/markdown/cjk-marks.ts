/**
 * Strikethrough and `__` beside letters of East Asia, which put no spaces around words: a parser
 * takes such markers for text. A space that is taken out again shows it what they are.
 */

import { END, MEANT } from "./autolinks.ts";

const LETTER = "[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3]";
const MARKED = new RegExp(
  `${MEANT}|(?<before>^|[^~\\\\])~~(?<struck>(?![\\s~])[^~\\n]{1,2000}?(?<![\\s~]))~~(?!~)` +
    `|(?<![_\\\\\\p{N}A-Za-z])__(?<strong>(?=[^_\\n]*${LETTER})(?![\\s_])[^_\\n]{1,2000}?(?<![\\s_\\\\]))__(?![_\\p{N}A-Za-z])`,
  "gu",
);

/** `source` with a space around each pair of these markers. */
export function partMarks(source: string): string {
  if (!/~~|__/.test(source)) return source;
  return source.replace(MARKED, (match, ...given) => {
    const { before = "", struck, strong } = given.at(-1) as Record<string, string | undefined>;
    if (struck !== undefined) return `${before}${END}~~${struck}~~${END}`;
    return strong === undefined ? match : `${END}__${strong}__${END}`;
  });
}
