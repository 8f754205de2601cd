/**
 * An address that stands in a text without markers ends at the first letter or sign of East Asia:
 * Korean particles, and the next word where no space parts words, are not a part of it.
 */

import type { Element, Root } from "hast";

/** Ends a bare address for the parser, because it counts as a space; taken out again behind it. */
const END = "\u1680";
const ENDS = /\u1680/g;
/** What an address's letters look like where they have been written as signs of the address. */
const ENDS_IN_ADDRESS = /%E1%9A%80|\u1680/g;

/** Code, targets of links, and definitions hold addresses as their writer meant them. */
const MEANT =
  "(?<ticks>`+)[^]*?(?<!`)\\k<ticks>(?!`)|`{3,}[^]*|\\]\\([^)\\n]*\\)|\\]:[ \\t]*\\S+|<[^>\\s]*>";
const EAST_ASIA =
  "\\u1100-\\u11ff\\u3000-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
  "\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff00-\\uffef";
const BARE = `(?<bare>\\b(?:https?://|www\\.)[^\\s<${EAST_ASIA}]+)(?=[${EAST_ASIA}])`;
const ADDRESSES = new RegExp(`${MEANT}|${BARE}`, "gi");

/** `source` with an end behind each bare address that would go on into its sentence. */
export function endAutolinks(source: string): string {
  if (!/:\/\/|www\./i.test(source)) return source;
  return source
    .replace(ENDS, " ")
    .replace(ADDRESSES, (match, ...given) =>
      (given.at(-1) as { bare?: string }).bare === undefined ? match : match + END,
    );
}

/** Takes the ends out again. Changes `tree`. */
export function dropAutolinkEnds(tree: Root | Element): void {
  for (const child of tree.children) {
    if (child.type === "text") child.value = child.value.replace(ENDS, "");
    if (child.type !== "element") continue;
    const { href } = child.properties;
    if (typeof href === "string") child.properties.href = href.replace(ENDS_IN_ADDRESS, "");
    dropAutolinkEnds(child);
  }
}
