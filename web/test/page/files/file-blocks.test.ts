/** Files within a question: each in a fence of its own, and found again. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import {
  blockOf,
  exchanged,
  findBlock,
  languageOf,
  withBlock,
  without,
} from "../../../src/page/files/file-blocks.ts";

/** The cases that `yeoul chat --attach` is held to, too. */
const CASES: readonly Record<"name" | "text" | "language" | "part" | "block", string>[] =
  JSON.parse(
    readFileSync(resolve(import.meta.dirname, "../../../../tests/extraction/blocks.json"), "utf-8"),
  );

test.each(CASES)("the block of $name is the one that the commands write", (each) => {
  expect(blockOf(each.name, each.text, each)).toBe(each.block);
  if (each.part === "") expect(languageOf(each.name)).toBe(each.language);
});

test("a part of a file is told beside its name, and found by the name alone", () => {
  const block = blockOf("a.pdf", "text", { part: "p. 2–3 / 40" });
  expect(block).toBe("a.pdf (p. 2–3 / 40)\n```\ntext\n```\n");
  expect(findBlock(block, "a.pdf")).toEqual({ start: 0, end: block.length });
});

test("a block is found with what was corrected in it, and not within another one's name", () => {
  const other = blockOf("my a.png", "one");
  const text = `Look:\n${other}${blockOf("a.png", "two")}and so on`;
  const place = findBlock(text.replace("two", "2\n``\n2"), "a.png");
  expect(place?.start).toBe(6 + other.length);
  expect(without(text.replace("two", "2\n``\n2"), place ?? { start: 0, end: 0 })).toBe(
    `Look:\n${other}and so on`,
  );
});

test("a block whose fence was taken away is none any more", () => {
  expect(findBlock("a.png\n```\ntwo\n", "a.png")).toBeNull();
  expect(findBlock("a.png is what I mean", "a.png")).toBeNull();
});

test("a block stands on lines of its own, wherever it is put", () => {
  expect(withBlock("one two", "B\n", 3)).toEqual({ text: "one\nB\n two", end: 6 });
  expect(withBlock("", "B\n", 0)).toEqual({ text: "B\n", end: 2 });
});

test("two blocks take each other's places, and what is between them stays", () => {
  const [one, other] = [blockOf("1", "a"), blockOf("2", "bb")];
  const text = `x\n${one}between\n${other}y`;
  const places = [findBlock(text, "1"), findBlock(text, "2")] as const;
  if (places[0] === null || places[1] === null) throw new Error("they are there");
  const changed = `x\n${other}between\n${one}y`;
  expect(exchanged(text, places[0], places[1])).toBe(changed);
  expect(exchanged(text, places[1], places[0])).toBe(changed);
});
