// Lists of tokens: joined to the text by offsets, the same however they came, and cheap to grow.

import { expect, test } from "vitest";
import type { Told } from "../../../src/core/index.ts";
import {
  endOf,
  fits,
  joined,
  listTold,
  NOTHING_TOLD,
  TokenList,
  type Tokens,
} from "../../../src/page/tokens/token-list.ts";
import type { CandidatesData } from "../../../src/protocol/index.ts";

function piece(at: number, ...tokens: readonly string[]): CandidatesData {
  return { at, tokens: tokens.map((text) => [text, -0.5, [[text, -0.5]]]) };
}

function chain(...pieces: readonly CandidatesData[]): Told | null {
  return pieces.reduce<Told | null>((before, latest) => ({ latest, before }), null);
}

function textsOf(tokens: Tokens): readonly (string | undefined)[] {
  return Array.from({ length: tokens.count }, (_, at) => tokens.at(at)?.text);
}

test("tokens have their places in the text, in UTF-16 units", () => {
  const text = "물 👋\nok";
  const list = TokenList.of([piece(0, "물", " 👋"), piece(4, "\n", "ok")]);
  for (let at = 0; at < list.count; at += 1) {
    const token = list.at(at);
    expect(text.slice(token?.at, endOf(token))).toBe(token?.text);
  }
  expect(list.count).toBe(4);
  expect(list.at(4)).toBeUndefined();
  expect(fits(list, text)).toBe(true);
  expect(fits(list, "물 👋\nno")).toBe(false);
});

test("a list keeps what it has when a longer one is made of it, and so does another one", () => {
  const first = TokenList.of([piece(0, "a")]);
  const one = first.with([piece(1, "b")]);
  const other = first.with([piece(1, "c")]);
  expect([first, one, other].map(textsOf)).toEqual([["a"], ["a", "b"], ["a", "c"]]);
});

test("a chain becomes a list once, also when it begins anew", () => {
  const two = listTold(chain(piece(0, "a"), piece(1, "b")), NOTHING_TOLD);
  const more: Told = { latest: piece(2, "c"), before: two.told };
  const three = listTold(more, two);
  expect(textsOf(three.list)).toEqual(["a", "b", "c"]);
  expect(listTold(more, three)).toBe(three);
  const anew = listTold(chain(piece(0, "x")), three);
  expect(textsOf(anew.list)).toEqual(["x"]);
  expect(listTold(null, three).list.count).toBe(0);
});

test("what came later stands behind what was there before, and nothing is there twice", () => {
  const early = TokenList.of([piece(0, "a", "b", "c")]);
  const late = TokenList.of([piece(2, "c", "d")]);
  expect(textsOf(joined(early, late))).toEqual(["a", "b", "c", "d"]);
  expect(textsOf(joined(early, TokenList.of()))).toEqual(["a", "b", "c"]);
  expect(joined(early, TokenList.of([piece(0, "x")])).at(0)?.text).toBe("x");
  const gap = joined(early, TokenList.of([piece(9, "z")]));
  expect([gap.count, gap.at(3)?.at]).toEqual([4, 9]);
});
