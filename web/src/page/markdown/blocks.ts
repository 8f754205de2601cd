/**
 * Cuts growing Markdown into blocks, so that a new token costs only the block it falls into.
 *
 * Guarantee: a block that is not among the last two never changes again; its object stays the same,
 * which is what the memoised rendering rests on. What could grow without end (a paragraph, a list, a
 * quote, a table) is cut into parts. An open code fence is not parsed at all: its lines are handed
 * on as they come.
 */

import { Lexer, type Token, type Tokens } from "marked";
import { isTooDeep } from "./depth.ts";
import { type CodeBlock, codeBlock, OpenFence } from "./fence.ts";
import { cutList } from "./long-list.ts";
import { cutParagraph } from "./long-paragraph.ts";
import { cutQuote } from "./long-quote.ts";
import { MATH_BLOCKS } from "./math-block.ts";
import { NOTE_BLOCKS, type NoteBlock, noteBlock, noteDefinitions } from "./note-block.ts";
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
}

export type Block = TextBlock | TableBlock | CodeBlock;
type AnyBlock = Block | NoteBlock;

/** Blocks for the parser that are none of `marked`'s own. */
const EXTENSIONS = {
  renderers: {},
  childTokens: {},
  block: [...MATH_BLOCKS.block, ...NOTE_BLOCKS.block],
  startBlock: [...MATH_BLOCKS.startBlock, ...NOTE_BLOCKS.startBlock],
};

/** Blocks at the end that may still change: a list may go on, a paragraph may become a heading. */
const UNSETTLED = 2;

/** Where reading goes on, and what has to be known there. */
interface Place {
  readonly from: number;
  /** Stands in front of the text, so that its beginning is parsed as what it is. */
  readonly context: string;
  readonly goesOn: boolean;
  /** The block that goes on there, with those of its pieces that lie before. */
  readonly head: TextBlock | TableBlock | null;
}

const BEGIN: Place = { from: 0, context: "", goesOn: false, head: null };

export class BlockSplitter {
  #revision = 0;
  #text = "";
  #settled: Block[] = [];
  #unsettled: AnyBlock[] = [];
  #place = BEGIN;
  #definitions = "";
  /** Link definitions at the end; the last of them may still be growing. */
  #openDefinitions: readonly string[] = [];
  #settledNotes: NoteBlock[] = [];
  #notes: readonly NoteBlock[] = [];
  /** What makes references to them known. */
  #noted = "";
  #fence: OpenFence | null = null;
  /** The unsettled blocks in front of the open fence. */
  #beforeFence: Block[] = [];

  /** Definitions of links and notes, without the unfinished one; they hold for the whole text. */
  get definitions(): string {
    const open = this.#openDefinitions.filter((each) => each.endsWith("\n"));
    return this.#definitions + open.map((each) => `${each}\n`).join("") + this.#noted;
  }

  /** A link definition whose line has not ended: half an address would lead elsewhere. */
  get unfinishedDefinition(): string {
    return this.#openDefinitions.find((each) => !each.endsWith("\n")) ?? "";
  }

  /** The notes of the text, which are not among its blocks; the same object until they change. */
  get notes(): readonly NoteBlock[] {
    return this.#notes;
  }

  /**
   * The blocks of `text`, which must begin with the text given last unless `revision` is another.
   * (Comparing the two each time would cost more than all the rest.)
   */
  update(text: string, revision = 0): readonly Block[] {
    const replaced = revision !== this.#revision && !text.startsWith(this.#text);
    if (replaced || text.length < this.#text.length) this.#restart();
    this.#revision = revision;
    this.#text = text;
    const code = this.#fence?.grow(text);
    if (code !== undefined && code !== null) return [...this.#settled, ...this.#beforeFence, code];
    this.#fence = null;
    return this.#split(text);
  }

  #restart(): void {
    this.#settled = [];
    this.#unsettled = [];
    this.#place = BEGIN;
    this.#definitions = "";
    this.#openDefinitions = [];
    this.#settledNotes = [];
    this.#notes = [];
    this.#noted = "";
    this.#fence = null;
  }

  #split(text: string): readonly Block[] {
    const found = lex(text, this.#place).map(({ block, definition }) => ({
      block: this.#unsettled.find((old) => sameBlock(old, block)) ?? block,
      definition,
    }));
    const last = found.at(-1)?.block;
    const long = last !== undefined && last.kind !== "code" && last.pieces.length > 1;
    const keep = Math.max(0, found.length - (long ? 1 : UNSETTLED));
    for (const { block, definition } of found.slice(0, keep)) this.#settle(block, definition);
    const open = found.slice(keep);
    this.#place = placeOf(open[0]?.block, text.length);
    this.#openDefinitions = open
      .filter((each) => each.definition)
      .map(({ block }) => sourceOf(block));
    this.#unsettled = open.filter((each) => !each.definition).map((each) => each.block);
    this.#note(this.#unsettled.filter((block) => block.kind === "note"));
    const shown = this.#unsettled.filter((block) => block.kind !== "note");
    const end = shown.at(-1);
    if (end?.kind === "code" && end.open) {
      this.#fence = OpenFence.at(text, end);
      this.#beforeFence = shown.slice(0, -1);
    }
    return [...this.#settled, ...shown];
  }

  #settle(block: AnyBlock, definition: boolean): void {
    if (definition) this.#definitions += `${sourceOf(block)}\n`;
    else if (block.kind === "note") this.#settledNotes.push(block);
    else this.#settled.push(block);
  }

  #note(open: readonly NoteBlock[]): void {
    const notes = [...this.#settledNotes, ...open];
    const same = notes.length === this.#notes.length;
    if (same && notes.every((note, at) => note === this.#notes[at])) return;
    this.#notes = notes;
    this.#noted = noteDefinitions(notes);
  }
}

function sourceOf(block: AnyBlock): string {
  return block.pieces.join("");
}

/** The next update reads from `block` on; of a long one only its last piece. */
function placeOf(block: AnyBlock | undefined, end: number): Place {
  if (block === undefined) return { ...BEGIN, from: end };
  if (block.kind === "code" || block.kind === "note") return { ...BEGIN, from: block.start };
  const goesOn = block.kind === "text" && block.goesOn;
  if (block.pieces.length < 2) {
    const context = block.kind === "text" ? block.context : "";
    return { from: block.start, context, goesOn, head: null };
  }
  const pieces = block.pieces.slice(0, -1);
  const context = block.kind === "table" ? block.header : "";
  const from = pieces.reduce((sum, piece) => sum + piece.length, block.start + context.length);
  return { from, context, goesOn, head: { ...block, pieces } };
}

interface Found {
  readonly block: AnyBlock;
  /** A link definition: shows nothing by itself. */
  readonly definition: boolean;
}

function sameBlock(a: AnyBlock, b: AnyBlock): boolean {
  if (a.start !== b.start || a.pieces.length !== b.pieces.length) return false;
  return sameKind(a, b) && a.pieces.every((piece, at) => piece === b.pieces[at]);
}

function sameKind(a: AnyBlock, b: AnyBlock): boolean {
  if (a.kind === "note") return b.kind === "note" && a.label === b.label;
  if (a.kind === "code") return b.kind === "code" && sameFence(a, b);
  if (a.kind === "table") return b.kind === "table" && a.header === b.header;
  return b.kind === "text" && a.context === b.context && a.goesOn === b.goesOn;
}

function sameFence(a: CodeBlock, b: CodeBlock): boolean {
  return a.open === b.open && a.named === b.named && a.language === b.language;
}

/** The blocks of `text` from `place` on. */
function lex(text: string, place: Place): Found[] {
  const tail = text.slice(place.from);
  if (isTooDeep(tail)) return [{ block: plainText(place.from, [tail]), definition: false }];
  const lexer = new Lexer({ gfm: true, extensions: EXTENSIONS });
  const tokens: Token[] = lexer.blockTokens(place.context + tail, []);
  const found: Found[] = [];
  let at = place.from - place.context.length;
  for (const token of tokens) {
    const here = at <= place.from ? place : BEGIN;
    const start = at;
    at += token.raw.length;
    if (token.type === "space") continue;
    for (const block of blocksOf(token, start, here)) {
      found.push({ block, definition: token.type === "def" });
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

function plainText(start: number, pieces: readonly string[]): TextBlock {
  return { kind: "text", start, context: "", goesOn: false, pieces };
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
