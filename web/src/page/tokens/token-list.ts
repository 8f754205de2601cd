/**
 * The tokens of an answer by their number. What came over a stream is a chain, of which a list is made
 * once: the list of a longer chain shares its beginning, so that a token costs the same in every length.
 * Pure.
 */

import type { Told } from "../../core/index.ts";
import type { CandidatesData } from "../../protocol/index.ts";

/** What might have been said, the natural logarithm of its probability, and bytes of a part of a character. */
export type Candidate = readonly [text: string, logprob: number, bytes?: readonly number[]];

export interface Token {
  /** Where it begins in the answer's text, in UTF-16 units. */
  readonly at: number;
  readonly text: string;
  /** As the model itself saw it, before temperature; null where that is not known. */
  readonly logprob: number | null;
  /** The likeliest, best first, with the token itself or without it; empty where they are not known. */
  readonly candidates: readonly Candidate[];
  /** Nobody generated it: with this text the version was to begin. */
  readonly given?: true;
}

/** Tokens by their number, in the order of the text. */
export interface Tokens {
  readonly count: number;
  readonly at: (index: number) => Token | undefined;
}

/** A list that never changes; `with` makes a longer one. */
export class TokenList implements Tokens {
  /** Of this and of longer ones: what is beyond `count` is theirs. */
  readonly #all: Token[];
  readonly count: number;

  private constructor(all: Token[]) {
    this.#all = all;
    this.count = all.length;
  }

  static of(pieces: readonly CandidatesData[] = []): TokenList {
    return new TokenList([]).with(pieces);
  }

  /** A list of its own, which costs the same to look into whatever it was put together from. */
  static from(tokens: Tokens): TokenList {
    if (tokens instanceof TokenList) return tokens;
    return new TokenList(
      Array.from({ length: tokens.count }, (_, index) => tokens.at(index) as Token),
    );
  }

  readonly at = (index: number): Token | undefined =>
    index < this.count ? this.#all[index] : undefined;

  with(pieces: readonly CandidatesData[]): TokenList {
    if (pieces.length === 0) return this;
    const all = this.#all.length === this.count ? this.#all : this.#all.slice(0, this.count);
    for (const { at, tokens } of pieces) {
      let next = at;
      for (const [text, logprob, candidates] of tokens) {
        all.push({ at: next, text, logprob, candidates });
        next += text.length;
      }
    }
    return new TokenList(all);
  }
}

/** What came over a stream, as a list. */
export interface ToldList {
  readonly told: Told | null;
  readonly list: TokenList;
}

export const NOTHING_TOLD: ToldList = { told: null, list: TokenList.of() };

/** The list of a chain, which most often is that of `known`, and what came since. */
export function listTold(told: Told | null, known: ToldList): ToldList {
  if (told === known.told) return known;
  const since: CandidatesData[] = [];
  let at = told;
  for (; at !== null && at !== known.told; at = at.before) since.push(at.latest);
  const base = at === known.told ? known : NOTHING_TOLD;
  return { told, list: base.list.with(since.reverse()) };
}

/** `later`, and before them those of `earlier` that end where they begin, or sooner. */
export function joined(earlier: Tokens, later: Tokens): Tokens {
  const first = later.at(0);
  if (first === undefined) return earlier;
  const before = countUntil(earlier, first.at);
  if (before === 0) return later;
  return {
    count: before + later.count,
    at: (index) => (index < before ? earlier.at(index) : later.at(index - before)),
  };
}

/** `tokens`, and before them, as one, the text that was given; "": none was. */
export function withBeginning(tokens: Tokens, text: string): Tokens {
  if (text === "") return tokens;
  const given: Token = { at: 0, text, logprob: null, candidates: [], given: true };
  return {
    count: tokens.count + 1,
    at: (index) => (index === 0 ? given : tokens.at(index - 1)),
  };
}

/** How many of `tokens` end at `place`, or sooner. */
function countUntil(tokens: Tokens, place: number): number {
  let [from, to] = [0, tokens.count];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (endOf(tokens.at(middle)) <= place) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Where a token ends in the text; that of no token is the beginning. */
export function endOf(token: Token | undefined): number {
  return token === undefined ? 0 : token.at + token.text.length;
}

/** Whether they are of this text, or of its beginning. */
export function fits(tokens: Tokens, text: string): boolean {
  const last = tokens.at(tokens.count - 1);
  return last === undefined || text.startsWith(last.text, last.at);
}
