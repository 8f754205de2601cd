/**
 * Finds formulas in Markdown and keeps them out of its parser, which would take their signs for
 * markers: each is replaced by a placeholder, and put back as an element of its own.
 *
 * A formula stands between `$$ $$`, `\[ \]`, `\( \)`, or single dollars that hug it, so that prices
 * stay prices; an environment and chemistry may stand without. Code and addresses hold none.
 */

import type { Element, ElementContent, Root, RootContent } from "hast";
import { CHEMISTRY, ENVIRONMENT, ESCAPED } from "./tex.ts";

/** The element that stands for a formula; `pending`: its end is still to come. */
export const MATH = "x-math";

const CODE =
  "(?<code>`{3,}[^]*?(?:`{3,}|$)|~{3,}[^]*?(?:~{3,}|$)|(?<tick>`+)[^`](?:[^]*?[^`])??\\k<tick>(?!`))";
const OTHER = `(?<other>\\]\\([^)\\s]*\\)|<[a-z][^>\\n]*>|\\bhttps?://\\S+|${ESCAPED}|\\\\[\\\\$\`])`;
const DISPLAY = `\\$\\$(?<dollars>[^]+?)\\$\\$|\\\\\\[(?<square>[^]+?)\\\\\\]|(?<bare>${ENVIRONMENT})`;
/** A sum behind a dollar that goes on in words, or words of several letters: no formula. */
const PRICE =
  "(?!\\d[^$\\\\^_{}\\n]*(?:\\p{Script=Hangul}|\\p{Script=Han}|[\\u3001\\u3002\\u3040-\\u30ff\\uff0c]))";
const SENTENCE = "(?![^$\\\\^_={}\\n]*\\p{L}{3,}[\\s,]+\\p{L}{2,}[^$\\\\^_={}\\n]*\\$)";
/** Behind a number or a word of Latin letters a dollar is its currency, unless TeX follows. */
const OPENS = `(?:(?<![A-Za-z0-9])|(?=\\$\\\\))\\$(?![\\s$])${PRICE}${SENTENCE}`;
const INLINE =
  `\\\\\\((?<round>[^]+?)\\\\\\)|(?<chemistry>${CHEMISTRY})|` +
  `${OPENS}(?<one>(?:\\\\[^]|[^$\\\\\\n])+?(?<!\\s))\\$(?![\\d$])`;
const BEGUN =
  "\\$\\$[^]*|\\\\[[(][^]*|\\\\begin\\{[^]*|\\\\(?:b(?:e(?:g(?:in?)?)?)?)?|\\\\(?:ce|pu)?\\{[^{}\\n]*|\\\\(?:ce?|pu?)";
const PENDING = `(?<begun>${BEGUN}|(?<![A-Za-z0-9])\\$(?:(?=[a-zA-Z\\\\{(])[^$\\n]*|(?=\\d)[^$\\n]*[\\\\^_][^$\\n]*)?)$`;

const WHOLE = new RegExp(`${CODE}|${OTHER}|${DISPLAY}|${INLINE}`, "gu");
const GROWING = new RegExp(`${CODE}|${OTHER}|${DISPLAY}|${INLINE}|${PENDING}`, "gu");

/** What begins like a formula, goes on like a sentence, and says nothing in TeX. */
const PROSE = /^[^\\]*(?:\p{L}{3,}[\s,]+\p{L}{2,}|\p{Script=Hangul}|[^\\^_={}]{60})/u;
/** No formula in a line, and none of its own, is longer: what goes on has lost its end. */
const MAX_INLINE_CHARS = 200;
const MAX_DISPLAY_CHARS = 4_000;

/** Around the number of a formula; private, so that no text means anything by them. */
const OPEN = "\uE000";
const CLOSE = "\uE001";
const PLACE = /\uE000(\d+)\uE001/g;

interface Formula {
  readonly tex: string;
  readonly display: boolean;
  readonly pending: boolean;
  /** As it was written. */
  readonly source: string;
}

export interface Taken {
  /** The Markdown with placeholders. */
  readonly text: string;
  readonly formulas: readonly Formula[];
}

/** Takes the formulas out of `source`; `open`: it is still growing, and may end inside of one. */
export function takeMath(source: string, open: boolean): Taken {
  if (!/[$\\]/.test(source)) return { text: source, formulas: [] };
  const formulas: Formula[] = [];
  const plain = source.replace(/[\uE000\uE001]/g, "\uFFFD");
  const text = plain.replace(open ? GROWING : WHOLE, (match, ...given) => {
    const groups = given.at(-1) as Record<string, string | undefined>;
    if (groups.code !== undefined || groups.other !== undefined) return match;
    const shown = groups.dollars ?? groups.square ?? groups.bare;
    const tex = shown ?? groups.round ?? groups.chemistry ?? groups.one;
    if (tex === undefined) return begin(match, formulas);
    formulas.push({ tex: tex.trim(), display: shown !== undefined, pending: false, source: match });
    return `${OPEN}${formulas.length - 1}${CLOSE}`;
  });
  return { text, formulas };
}

/** What stands for a formula whose end is still to come, if it is one. */
function begin(source: string, formulas: Formula[]): string {
  const [sign = source] = /^(?:\$\$?|\\[[(]|\\[a-z]+)/.exec(source) ?? [];
  const tex = source.slice(sign.length).trim();
  // A dollar or a backslash alone may begin anything.
  if (tex === "" && (sign.length < 2 || /[a-z]/.test(sign))) return "";
  // Perhaps brackets around a number, or a box to tick.
  if (sign === "\\[" && /^[\dxX,–-]*\\?$/.test(tex)) return "";
  const display = sign === "$$" || sign === "\\[" || sign === "\\begin";
  const most = display ? MAX_DISPLAY_CHARS : MAX_INLINE_CHARS;
  if (tex.length > most || PROSE.test(tex)) return source;
  formulas.push({ tex: source.trim(), display, pending: true, source });
  return `${OPEN}${formulas.length - 1}${CLOSE}`;
}

/** Puts the formulas back into `tree`. Changes `tree`. */
export function putMath(tree: Root, formulas: readonly Formula[]): void {
  if (formulas.length > 0) putInto(tree, formulas);
}

function putInto(parent: Root | Element, formulas: readonly Formula[]): void {
  const children: RootContent[] = [];
  for (const child of parent.children as RootContent[]) {
    if (child.type === "text" && child.value.includes(OPEN)) {
      children.push(...split(child.value, formulas));
      continue;
    }
    if (child.type === "element") {
      if (child.tagName === "code") restore(child, formulas);
      else putInto(child, formulas);
    }
    children.push(child);
  }
  parent.children = children as ElementContent[];
}

function split(text: string, formulas: readonly Formula[]): ElementContent[] {
  // Every other part is a number, because the pattern has one group.
  const parts = text.split(PLACE).map((part, at): ElementContent => {
    const formula = at % 2 === 1 ? formulas[Number(part)] : undefined;
    if (formula === undefined) return { type: "text", value: part };
    const { tex, display, pending } = formula;
    const properties = {
      dataTex: tex,
      ...(display ? { dataDisplay: "true" } : {}),
      ...(pending ? { dataPending: "true" } : {}),
    };
    return { type: "element", tagName: MATH, properties, children: [] };
  });
  return parts.filter((part) => part.type !== "text" || part.value !== "");
}

/** Code that the pattern did not know as such, as by indentation, is shown as it was written. */
function restore(code: Element, formulas: readonly Formula[]): void {
  for (const child of code.children) {
    if (child.type === "text") {
      child.value = child.value.replace(PLACE, (_, at) => formulas[Number(at)]?.source ?? "");
    }
  }
}
