/**
 * Cuts growing Markdown into blocks, so that a new token costs only the block it falls into.
 *
 * Guarantee: a block that is not among the last two never changes again; its object stays the same,
 * which is what the memoised rendering rests on. An open code fence is not parsed at all: its lines
 * are handed on as they come.
 */

import { Lexer, type Token, type Tokens } from "marked";
import { isTooDeep } from "./depth.ts";
import { type CodeBlock, codeBlock, OpenFence } from "./fence.ts";
import { cutParagraph } from "./long-paragraph.ts";
import { MATH_BLOCKS } from "./math-block.ts";

export interface TextBlock {
  readonly kind: "text";
  /** Offset in the text, which names the block as long as the text only grows. */
  readonly start: number;
  /** The source; that of a long paragraph in pieces, of which only the last may still change. */
  readonly pieces: readonly string[];
}

export type Block = TextBlock | CodeBlock;

/** Items of a list that are parsed together. */
export const LIST_ITEMS = 20;
/** Blocks at the end that may still change: a list may go on, a paragraph may become a heading. */
const UNSETTLED = 2;

export class BlockSplitter {
  #revision = 0;
  #length = 0;
  #settled: Block[] = [];
  #unsettled: Block[] = [];
  /** Where the first unsettled block begins. */
  #from = 0;
  #definitions = "";
  /** The pieces in front of `#from` that belong to the paragraph that goes on there. */
  #head: TextBlock | null = null;
  #fence: OpenFence | null = null;
  /** The unsettled blocks in front of the open fence. */
  #beforeFence: Block[] = [];

  /** Link definitions met in settled blocks; they hold for the whole text. */
  get definitions(): string {
    return this.#definitions;
  }

  /**
   * The blocks of `text`, which must begin with the text given last unless `revision` is another.
   * (Comparing the two would cost more than all the rest.)
   */
  update(text: string, revision = 0): readonly Block[] {
    if (revision !== this.#revision || text.length < this.#length) this.#restart();
    this.#revision = revision;
    this.#length = text.length;
    const code = this.#fence?.grow(text);
    if (code !== undefined && code !== null) return [...this.#settled, ...this.#beforeFence, code];
    this.#fence = null;
    return this.#split(text);
  }

  #restart(): void {
    this.#settled = [];
    this.#unsettled = [];
    this.#from = 0;
    this.#definitions = "";
    this.#head = null;
    this.#fence = null;
  }

  #split(text: string): readonly Block[] {
    const found = lex(text, this.#from, this.#head).map(({ block, definition }) => ({
      block: this.#unsettled.find((old) => sameBlock(old, block)) ?? block,
      definition,
    }));
    const long = found.at(-1)?.block.kind === "text" && found.at(-1)?.block.pieces.length !== 1;
    const keep = Math.max(0, found.length - (long ? 1 : UNSETTLED));
    for (const { block, definition } of found.slice(0, keep)) {
      if (definition) this.#definitions += `${block.pieces.join("")}\n`;
      else this.#settled.push(block);
    }
    const open = found.slice(keep);
    this.#readOnFrom(open[0]?.block, text.length);
    const shown = open.filter((each) => !each.definition).map((each) => each.block);
    this.#unsettled = shown;
    const last = shown.at(-1);
    if (last?.kind === "code" && last.open) {
      this.#fence = OpenFence.at(text, last);
      this.#beforeFence = shown.slice(0, -1);
    }
    return [...this.#settled, ...shown];
  }

  /** The next update reads from `block` on; of a long paragraph only its last piece. */
  #readOnFrom(block: Block | undefined, end: number): void {
    this.#from = block?.start ?? end;
    this.#head = null;
    if (block?.kind !== "text" || block.pieces.length === 1) return;
    const pieces = block.pieces.slice(0, -1);
    this.#head = { kind: "text", start: block.start, pieces };
    for (const piece of pieces) this.#from += piece.length;
  }
}

interface Found {
  readonly block: Block;
  /** A link definition: shows nothing by itself. */
  readonly definition: boolean;
}

function sameBlock(a: Block, b: Block): boolean {
  if (a.start !== b.start || a.kind !== b.kind) return false;
  if (a.kind === "code" && b.kind === "code") {
    if (a.open !== b.open || a.language !== b.language) return false;
  }
  return (
    a.pieces.length === b.pieces.length && a.pieces.every((piece, at) => piece === b.pieces[at])
  );
}

/** The blocks of `text` behind `from`; the first goes on with the paragraph `head`, if there is one. */
function lex(text: string, from: number, head: TextBlock | null): Found[] {
  const tail = text.slice(from);
  if (isTooDeep(tail)) {
    const block: Block = { kind: "text", start: from, pieces: [tail] };
    return [{ block, definition: false }];
  }
  const tokens: Token[] = new Lexer({ gfm: true, extensions: MATH_BLOCKS }).blockTokens(tail, []);
  const found: Found[] = [];
  let at = from;
  for (const token of tokens) {
    const start = at;
    at += token.raw.length;
    if (token.type === "space") continue;
    if (token.type === "list" && token.items.length > LIST_ITEMS) {
      found.push(...listBlocks(token as Tokens.List, start));
      continue;
    }
    const before = found.length === 0 ? head : null;
    const block = codeBlock(token, start) ?? textBlock(token, start, before);
    found.push({ block, definition: token.type === "def" });
  }
  return found;
}

/** A long list as several, cut between items. */
function listBlocks({ items, raw }: Tokens.List, start: number): Found[] {
  const found: Found[] = [];
  for (let first = 0, at = 0; first < items.length; first += LIST_ITEMS) {
    const more = items.slice(first, first + LIST_ITEMS);
    const last = first + LIST_ITEMS >= items.length;
    const end = last ? raw.length : more.reduce((sum, item) => sum + item.raw.length, at);
    const block: Block = { kind: "text", start: start + at, pieces: [raw.slice(at, end)] };
    found.push({ block, definition: false });
    at = end;
  }
  return found;
}

function textBlock(token: Token, start: number, head: TextBlock | null): TextBlock {
  const pieces = token.type === "paragraph" ? cutParagraph(token.raw) : [token.raw];
  if (head === null) return { kind: "text", start, pieces };
  return { kind: "text", start: head.start, pieces: [...head.pieces, ...pieces] };
}
