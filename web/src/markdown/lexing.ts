/** Reads a text, or the end of one, into blocks: those of `marked`, and what is cut or kept from it. */

import { Lexer, type Token, type Tokens } from "marked";
import { type CodeBlock, codeBlock } from "./fence.ts";
import { cutList } from "./long-list.ts";
import { cutParagraph, cutPlain } from "./long-paragraph.ts";
import { cutQuote } from "./long-quote.ts";
import { MATH_BLOCKS } from "./math-block.ts";
import { markdownFence } from "./nested-fence.ts";
import { type BlockExtensions, NOTE_BLOCKS, type NoteBlock, noteBlock } from "./note-block.ts";
import { endOfParagraph, soupIn } from "./soup.ts";
import { type TableBlock, tableBlock } from "./table-block.ts";

export interface TextBlock {
  readonly kind: "text";
  /** Offset in the text, which names the block as long as the text only grows. */
  readonly start: number;
  /** Items around a part of a list, to be parsed in front of it and not to be shown. */
  readonly context: string;
  /** A further part of the list or quote that the block before belongs to. */
  readonly goesOn: boolean;
  /** The source; that of a long paragraph in pieces, of which only the last may still change. */
  readonly pieces: readonly string[];
  /** The first piece that is shown as it was written; Infinity if all are Markdown. */
  readonly plainFrom: number;
}

export type Block = TextBlock | TableBlock | CodeBlock;
export type AnyBlock = Block | NoteBlock;

/** A block of Markdown between fences, which may hold others. */
const fenceBlock: BlockExtensions["block"][number] = (source) => {
  const raw = markdownFence(source);
  return raw === null ? undefined : { type: "code", raw };
};

/** Blocks for the parser that are none of `marked`'s own. */
const EXTENSIONS = {
  renderers: {},
  childTokens: {},
  block: [fenceBlock, ...MATH_BLOCKS.block, ...NOTE_BLOCKS.block],
  startBlock: [...MATH_BLOCKS.startBlock, ...NOTE_BLOCKS.startBlock],
};

/** Where reading goes on, and what has to be known there. */
export interface Place {
  readonly from: number;
  /** Stands in front of the text, so that its beginning is parsed as what it is. */
  readonly context: string;
  readonly goesOn: boolean;
  /** The block that goes on there, with those of its pieces that lie before. */
  readonly head: TextBlock | TableBlock | null;
}

export const BEGIN: Place = { from: 0, context: "", goesOn: false, head: null };

export interface Found {
  readonly block: AnyBlock;
  /** A link definition: shows nothing by itself. */
  readonly definition: boolean;
  /** As it was written, from its start on. */
  readonly raw: string;
}

/** The blocks of `text` from `place` on. */
export function lex(text: string, place: Place): Found[] {
  const tail = text.slice(place.from);
  const head = place.head?.kind === "text" ? place.head : null;
  const goesOn = head !== null && head.plainFrom < Infinity;
  const soup = goesOn ? { from: 0, to: endOfParagraph(tail, 0) } : soupIn(tail);
  if (soup === null) return lexMarkdown(tail, place);
  const before = soup.from === 0 ? [] : lexMarkdown(tail.slice(0, soup.from), place);
  const raw = tail.slice(soup.from, soup.to);
  const from = place.from + soup.from;
  const old = soup.from === 0 && head !== null ? head : { ...plainText(from, []), plainFrom: 0 };
  const block = {
    ...old,
    pieces: [...old.pieces, ...cutPlain(raw)],
    plainFrom: Math.min(old.plainFrom, old.pieces.length),
  };
  const behind = soup.to < tail.length ? lex(text, { ...BEGIN, from: place.from + soup.to }) : [];
  return [...before, { block, definition: false, raw }, ...behind];
}

function lexMarkdown(tail: string, place: Place): Found[] {
  const lexer = new Lexer({ gfm: true, extensions: EXTENSIONS });
  const tokens: Token[] = lexer.blockTokens(place.context + tail, []);
  const found: Found[] = [];
  let at = place.from - place.context.length;
  for (const token of tokens) {
    const here = at <= place.from ? place : BEGIN;
    const start = at;
    const { raw } = token;
    at += raw.length;
    if (token.type === "space") continue;
    for (const block of blocksOf(token, start, here)) {
      found.push({ block, definition: token.type === "def", raw });
    }
  }
  return found;
}

/** The blocks of a token at `start`; `place` tells what goes on there. */
function blocksOf(token: Token, start: number, place: Place): AnyBlock[] {
  const { context, goesOn, head } = place;
  if (token.type === "note") return [noteBlock(token.raw, start)];
  if (token.type === "list") return listBlocks(token as Tokens.List, start, context, goesOn);
  if (token.type === "blockquote") return quoteBlocks(token.raw, start, goesOn);
  if (token.type === "table") {
    return [tableBlock(token.raw, start, head?.kind === "table" ? head : null)];
  }
  const code = codeBlock(token, start);
  if (code !== null) return [code];
  const pieces = token.type === "paragraph" ? cutParagraph(token.raw) : [token.raw];
  if (head?.kind !== "text") return [plainText(start, pieces)];
  return [plainText(head.start, [...head.pieces, ...pieces])];
}

export function plainText(start: number, pieces: readonly string[]): TextBlock {
  return {
    kind: "text",
    start,
    context: "",
    goesOn: false,
    pieces,
    plainFrom: Infinity,
  };
}

/** A long list as several. */
function listBlocks(list: Tokens.List, start: number, context: string, goesOn: boolean): Block[] {
  const tops = new Set<number>();
  let top = 0;
  for (const item of list.items) {
    tops.add(top);
    top += item.raw.length;
  }
  let at = start + context.length;
  return cutList(list.raw, tops, context).map((part, index) => {
    const block = { ...plainText(at, [part.source]), context: part.context };
    at += part.source.length;
    return { ...block, goesOn: goesOn || index > 0 };
  });
}

/** A long quote as several. */
function quoteBlocks(raw: string, start: number, goesOn: boolean): Block[] {
  let at = start;
  return cutQuote(raw).map((source, index) => {
    const block = { ...plainText(at, [source]), goesOn: goesOn || index > 0 };
    at += source.length;
    return block;
  });
}
