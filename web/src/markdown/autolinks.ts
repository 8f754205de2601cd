/**
 * An address that stands in a text without markers may hold letters of East Asia in its path, and
 * ends before the particle or the sentence that goes on behind it without a space.
 */

import type { Element, Root } from "hast";

/** Ends a bare address for the parser, because it counts as a space; taken out again behind it. */
export const END = "\u1680";
const ENDS = /\u1680/g;
/** What an address's letters look like where they have been written as signs of the address. */
const ENDS_IN_ADDRESS = /%E1%9A%80|\u1680/g;

/** Code, targets of links, and definitions hold addresses as their writer meant them. */
export const MEANT =
  "(?<ticks>`+)[^]*?(?<!`)\\k<ticks>(?!`)|`{3,}[^]*|\\]\\([^)\\n]*\\)|\\]:[ \\t]*\\S+|<[^>\\s]*>";
/** Signs and letters of East Asia; the signs are never a part of an address. */
const EAST_ASIA =
  "\\u1100-\\u11ff\\u3000-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
  "\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff00-\\uffef";
const LETTERS = `(?![\\u3000-\\u3004\\u3008-\\u3020\\u30fb\\uff00-\\uffef])[${EAST_ASIA}]`;
/** A run of letters is a part if a sign of the address stands before it, as in `/위키`. */
const NAMED = `(?<=[/?#=&_+.,(:;%~!-]|${LETTERS}[^\\s/?#&=]*)(?:${LETTERS})+`;
const HOST = `(?:[^\\s<${EAST_ASIA}]|(?:${LETTERS})+(?=\\.[\\p{L}\\p{N}]))`;
const BARE = `(?<bare>\\b(?:https?://|www\\.)${HOST}(?:[^\\s<${EAST_ASIA}]|${NAMED})*)(?<next>[${EAST_ASIA}]?)`;
const ADDRESSES = new RegExp(`${MEANT}|${BARE}`, "giu");

/** Endings of a Korean sentence behind a name; no name ends like this. */
const KOREAN =
  /(?:입니다|이에요|예요|에서는|에서|에는|으로|까지|부터|이라는|라는|이란|이고|이며|인데|이다)$/;
/** Particles that follow either a consonant or a vowel: other words that end so are names. */
const AFTER_CONSONANT = /[은을]$/;
const AFTER_VOWEL = /[는를]$/;
/** What begins the rest of a Japanese sentence behind a name. */
const JAPANESE =
  /(?<=[\u30a0-\u30ff\u3400-\u9fff])(?:を|です|から|まで|という|について|で(?=す)|[はがにへ]$)[\u3040-\u9fff]*$/;

/** `source` with an end behind each bare address that would go on into its sentence. */
export function endAutolinks(source: string): string {
  if (!/:\/\/|www\./i.test(source)) return source;
  return source.replace(ENDS, " ").replace(ADDRESSES, (match, ...given) => {
    const { bare, next = "" } = given.at(-1) as { bare?: string; next?: string };
    if (bare === undefined) return match;
    const length = nameLength(bare);
    if (length === bare.length && next === "") return match;
    return `${bare.slice(0, length)}${END}${bare.slice(length)}${next}`;
  });
}

/** How much of an address is its own, and no particle. */
function nameLength(written: string): number {
  const address = written.replace(/[.,!?;:)'"]+$/, "");
  const closed = /(?<=\))[\u3040-\ud7a3]+$/.exec(address);
  if (closed !== null) return closed.index;
  const [particle] = KOREAN.exec(address) ?? JAPANESE.exec(address) ?? [];
  if (particle !== undefined) {
    const named = /[\u3040-\ud7a3]/.test(address.at(-particle.length - 1) ?? "");
    return named ? address.length - particle.length : written.length;
  }
  const before = address.charCodeAt(address.length - 2) - 0xac00;
  if (before < 0 || before > 11_171) return written.length;
  const ends = before % 28 > 0 ? AFTER_CONSONANT.test(address) : AFTER_VOWEL.test(address);
  return ends ? address.length - 1 : written.length;
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
