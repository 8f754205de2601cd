// The prompt as the server tells it: tokens of text and of bytes, special ones, and the question's.

import { expect, test } from "vitest";
import { decodePrompt } from "../../../src/page/tokens/prompt.ts";

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
