// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { blankState } from "../../../src/core/index.ts";
import { liveFiguresText, modelTitle, originText } from "../../../src/page/messages/figures.ts";
import { en } from "../../../src/page/text/en.ts";
import { ko } from "../../../src/page/text/ko.ts";

const TEXTS = { en, ko };

test("a model is called by its title, and by its id once the server has it no longer", () => {
  const models = [{ id: "smol", provider: "embedded", title: "SmolLM2 135M", default: true }];
  expect(modelTitle(models, "smol")).toBe("SmolLM2 135M");
  expect(modelTitle(models, "gone")).toBe("gone");
});

test.each([
  ["en", "≈ 48 tokens/s"],
  ["ko", "초당 약 48토큰"],
] as const)("a speed that is measured on the way is said to be about so (%s)", (tag, said) => {
  const now = { firstTokenMs: null, tokensPerS: 48.2, thoughtMs: null, beganAt: 0, lastAt: null };
  expect(liveFiguresText(TEXTS[tag], now)).toBe(said);
  expect(liveFiguresText(TEXTS[tag], { ...now, tokensPerS: null })).toBe("");
});

test("of an answer of today the time of day is told, of an older one the day, too", () => {
  const told = (at: Date): string =>
    originText(TEXTS.en, blankState({ model: "m", createdAt: at.toISOString() }), "M");
  expect(told(new Date())).toMatch(/^M · \d+:\d\d.[AP]M$/);
  expect(told(new Date(2024, 4, 6, 12))).toMatch(/^M · May 6, 2024/);
});
