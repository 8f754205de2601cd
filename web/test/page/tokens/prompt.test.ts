// The prompt as the server tells it: tokens of text and of bytes, special ones, and the question's.

import { expect, test } from "vitest";
import { decodePrompt, piecesOf } from "../../../src/page/tokens/prompt.ts";

const TOKENS = [
  { id: 1, text: "<|im_start|>" },
  { id: 9, text: "Hi" },
  { id: 236, bytes: [236, 151] },
  { id: 2, text: "<|im_end|>" },
];

test("the question's tokens are from the first to the last one, both among them", () => {
  const { tokens, question } = decodePrompt({ text: "", tokens: TOKENS, question: [1, 2] });
  expect(tokens.map(({ special }) => special)).toEqual([true, false, false, true]);
  expect(question?.map(({ text, bytes }) => bytes ?? text)).toEqual(["Hi", [236, 151]]);
});

test("where the template says the question in other words there is none", () => {
  expect(decodePrompt({ text: "", tokens: TOKENS, question: null }).question).toBeNull();
});

test("bytes of one character are one piece, which says what they spell", () => {
  const raw = [[0xec], [0x95, 0x88], [0xf0, 0x9f]].map((bytes, at) => ({ id: 30 + at, bytes }));
  const [open, hi, , close] = TOKENS;
  const prompt = decodePrompt({ text: "", tokens: [open, hi, ...raw, close], question: [1, 4] });
  const told = (whole: boolean) =>
    piecesOf(prompt, whole).map(({ tokens, spelled, asked }) => [tokens.length, spelled, asked]);
  const question = [
    [1, null, true],
    [2, "안", true],
    [1, null, true],
  ];
  expect(told(false)).toEqual(question);
  expect(told(true)).toEqual([[1, null, false], ...question, [1, null, false]]);
});
