// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { en } from "../../../../src/page/models/text/en.ts";
import { duration, languageNames, tokenCount } from "../../../../src/page/models/text/figures.ts";
import { ko } from "../../../../src/page/models/text/ko.ts";
import { MODEL_LANGUAGES } from "../../../../src/page/models/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("menu and dialogs speak every language of the page", () => {
  expect(Object.keys(MODEL_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  expect(ko.easySuggestions).toHaveLength(en.easySuggestions.length);
  const lists = [ko.errors, ko.notes, ko.easySuggestions, ko.faults];
  const said = [ko, ...lists].flatMap((each): unknown[] => Object.values(each));
  for (const each of said) if (typeof each === "string") expect(each).toMatch(/[가-힣]|SHA-256/);
});

test("languages are told by their names, and only the first of many", () => {
  expect(languageNames("en")(["en", "ko"], 3)).toBe("English, Korean");
  expect(languageNames("ko")(["en", "ko", "fr", "de"], 2)).toBe("영어, 한국어 +2");
  expect(languageNames("en")(["no language"], 1)).toBe("no language");
});

test("a length in tokens is told as models are advertised with it", () => {
  const told = [512, 2_048, 32_768, 128_000, 131_072, 1_000_000, 1_048_576];
  expect(told.map(tokenCount("en"))).toEqual(["512", "2K", "32K", "128K", "128K", "1M", "1M"]);
});

test("the time that is left is told in a unit that fits", () => {
  expect([0.2, 40, 300, 7_300].map(duration("en"))).toEqual(["1 sec", "40 sec", "5 min", "2 hr"]);
  expect(duration("ko")(300)).toBe("5분");
});
