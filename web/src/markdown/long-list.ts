/**
 * Cuts a long list into parts that are parsed by themselves: between its items, and where an item
 * has a long list of its own, between the items of that.
 */

import { linesOf } from "./lines.ts";

export interface ListPart {
  readonly source: string;
  /** The items in which the part stands, each with `STUB` as its text; "" at the top. */
  readonly context: string;
}

/** Items of a part at most. */
export const LIST_ITEMS = 20;
/** A part with so many characters ends with the item it is in. */
export const PART_CHARS = 1_200;
/** Stands for the text of an item that began in an earlier part; private, so that it means nothing. */
export const STUB = "\uE002";

const MARKER = /^( *)([-*+]|\d{1,9}[.)])( +|$)/;

interface Item {
  readonly indent: number;
  /** The item with nothing in it. */
  readonly stub: string;
  /** It has begun to say something, so that it is an item for sure. */
  readonly worded: boolean;
}

/**
 * The parts of a list. Where one ends depends only on what stands before the next, so that a
 * growing list is cut like a finished one.
 *
 * @param source the list, behind the context that an earlier cut left
 * @param tops where the items of the list itself begin in `source`
 */
export function cutList(source: string, tops: ReadonlySet<number>, context: string): ListPart[] {
  const parts: ListPart[] = [];
  let open: Item[] = [];
  let part = { at: context.length, context, items: 0 };
  for (const { at, text, fenced } of linesOf(source, (line) => line.trimStart())) {
    const item = fenced ? null : itemOf(text);
    const top = tops.has(at);
    if (item !== null) open = open.filter((each) => each.indent < item.indent);
    if (at - part.at >= roomOf(part.items, top, item)) {
      parts.push({ source: source.slice(part.at, at), context: part.context });
      part = { at, context: top ? "" : open.map((each) => each.stub).join(""), items: 0 };
    }
    if (top && at >= context.length) part.items += 1;
    if (item !== null) open.push(item);
  }
  return [...parts, { source: source.slice(part.at), context: part.context }];
}

/** Characters of a part of `items` that may end in front of `item`, or of whatever stands there. */
function roomOf(items: number, top: boolean, item: Item | null): number {
  if (top) return items >= LIST_ITEMS ? 1 : PART_CHARS;
  return item?.worded === true && item.indent > 0 ? 2 * PART_CHARS : Number.POSITIVE_INFINITY;
}

/** The item that begins in a line. */
function itemOf(line: string): Item | null {
  const [all, before = "", marker = "", after = ""] = MARKER.exec(line.trimEnd()) ?? [];
  if (all === undefined) return null;
  const stub = `${before}${marker}${after || " "}${STUB}\n`;
  return { indent: before.length, stub, worded: all.length < line.trimEnd().length };
}
