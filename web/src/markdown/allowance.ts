/**
 * How much of a text is shown as Markdown. Each character brings in a little, and what it begins is
 * spent; a block that costs more than is left goes on as it was written. Nothing but the text up to
 * there decides it, so that a stored text looks like a growing one.
 */

import { CELL, costOf } from "./soup.ts";

/** Blocks that any text may begin with: a short one cannot cost much. */
const BASE = 150;
/** Most that a long text saves up. */
const MOST = 3 * BASE;
const PER_CHAR = 1 / 12;
/** What a code block costs, whose text no parser sees, for its frame, its buttons and its colours. */
const CODE = 3;
/** A piece that costs more would hold up its frame. */
const MAX_PIECE = 250;

interface Pieces {
  readonly kind: string;
  readonly start: number;
  readonly pieces: readonly string[];
  /** Is parsed with every piece. */
  readonly header?: string;
}

export interface Account {
  readonly left: number;
  /** The first piece of the block that is shown as it was written; Infinity if none is. */
  readonly plainFrom: number;
}

export class Allowance {
  #left = BASE;
  /** The account behind the pieces of a long block that no longer change. */
  #long = { start: -1, count: 0, account: fresh(BASE) };

  /** What each of `blocks`, which follow what is settled, can afford. */
  accounts(blocks: readonly Pieces[]): Account[] {
    let left = this.#left;
    return blocks.map((block) => {
      const account = this.#account(block, left);
      left = account.left;
      return account;
    });
  }

  /** The block of `account` is settled. */
  settle(account: Account): void {
    this.#left = account.left;
  }

  #account(block: Pieces, left: number): Account {
    const { start, pieces } = block;
    const known = this.#long.start === start && this.#long.count < pieces.length;
    let account = known ? this.#long.account : fresh(left);
    for (let at = known ? this.#long.count : 0; at < pieces.length; at += 1) {
      if (at > 0 && at === pieces.length - 1) this.#long = { start, count: at, account };
      account = spend(account, block, at);
    }
    return account;
  }
}

function fresh(left: number): Account {
  return { left, plainFrom: Infinity };
}

function spend({ left, plainFrom }: Account, block: Pieces, at: number): Account {
  const piece = block.pieces[at] ?? "";
  const saved = Math.min(MOST, left + piece.length * PER_CHAR);
  if (plainFrom <= at) return { left: saved, plainFrom };
  const cost = pieceCost(block, piece);
  return cost > Math.min(saved, MAX_PIECE)
    ? { left: saved, plainFrom: at }
    : { left: saved - cost, plainFrom };
}

function pieceCost({ kind, header }: Pieces, piece: string): number {
  if (kind === "code") return CODE;
  return costOf(piece) + (header === undefined ? 0 : headerCost(header, piece));
}

/** What `header` costs, and the cells that rows of `piece` have only because it has them. */
function headerCost(header: string, piece: string): number {
  const line = header.slice(0, header.indexOf("\n"));
  const cells = line.split("|").length * piece.split("\n").length;
  return costOf(header) + CELL * Math.max(0, cells - piece.split("|").length);
}
