/**
 * Cuts growing Markdown into blocks, so that a new token costs only the block it falls into.
 *
 * Guarantee: a block that is not among the last two never changes again; its object stays the same,
 * which is what the memoised rendering rests on. What could grow without end (a paragraph, a list, a
 * quote, a table) is cut into parts. An open code fence is not parsed at all: its lines are handed
 * on as they come.
 */

import { type Account, Allowance } from "./allowance.ts";
import { type CodeBlock, OpenFence } from "./fence.ts";
import {
  type AnyBlock,
  BEGIN,
  type Block,
  type Found,
  lex,
  type Place,
  plainText,
} from "./lexing.ts";
import { type NoteBlock, noteDefinitions } from "./note-block.ts";

export type { Block, TextBlock } from "./lexing.ts";

/** Blocks at the end that may still change: a list may go on, a paragraph may become a heading. */
const UNSETTLED = 2;

export class BlockSplitter {
  #revision = 0;
  #text = "";
  #allowance = new Allowance();
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
    this.#allowance = new Allowance();
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
    const found = this.#afford(lex(text, this.#place));
    const last = found.at(-1)?.block;
    const long = last !== undefined && last.kind !== "code" && last.pieces.length > 1;
    const keep = Math.max(0, found.length - (long ? 1 : UNSETTLED));
    for (const each of found.slice(0, keep)) this.#settle(each);
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

  /** The blocks of `found` as far as the text can afford them; those that were there stay. */
  #afford(found: readonly Found[]): Afforded[] {
    const accounts = this.#allowance.accounts(found.map((each) => each.block));
    return found.map((each, at) => {
      const account = accounts[at] as Account;
      const block = affordable(each, account.plainFrom);
      const old = this.#unsettled.find((known) => sameBlock(known, block));
      return { ...each, block: old ?? block, account };
    });
  }

  #settle({ block, definition, account }: Afforded): void {
    this.#allowance.settle(account);
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
  if (block.kind === "text" && block.plainFrom === 0 && block.pieces.length < 2) {
    return { ...BEGIN, from: block.start, head: { ...block, pieces: [] } };
  }
  if (block.pieces.length < 2) {
    const context = block.kind === "text" ? block.context : "";
    return { from: block.start, context, goesOn, head: null };
  }
  const pieces = block.pieces.slice(0, -1);
  const context = block.kind === "table" ? block.header : "";
  const from = pieces.reduce((sum, piece) => sum + piece.length, block.start + context.length);
  return { from, context, goesOn, head: { ...block, pieces } };
}

interface Afforded extends Found {
  readonly account: Account;
}

/** The block found, from a piece on as it was written. */
function affordable({ block, definition, raw }: Found, plainFrom: number): AnyBlock {
  if (plainFrom === Infinity || definition) return block;
  if (block.kind === "text" || block.kind === "table") {
    return { ...block, plainFrom: Math.min(block.plainFrom, plainFrom) };
  }
  if (block.kind === "code" && block.open) return block;
  return { ...plainText(block.start, [raw]), plainFrom: 0 };
}

function sameBlock(a: AnyBlock, b: AnyBlock): boolean {
  if (a.start !== b.start || a.pieces.length !== b.pieces.length) return false;
  return sameKind(a, b) && a.pieces.every((piece, at) => piece === b.pieces[at]);
}

function sameKind(a: AnyBlock, b: AnyBlock): boolean {
  if (a.kind === "note") return b.kind === "note" && a.label === b.label;
  if (a.kind === "code") return b.kind === "code" && sameFence(a, b);
  if (b.kind !== a.kind || a.plainFrom !== b.plainFrom) return false;
  if (a.kind === "table") return b.kind === "table" && a.header === b.header;
  return b.kind === "text" && a.context === b.context && a.goesOn === b.goesOn;
}

function sameFence(a: CodeBlock, b: CodeBlock): boolean {
  return a.open === b.open && a.named === b.named && a.language === b.language;
}
