// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ko } from "../../../../src/page/dictation/text/ko.ts";
import { DICTATION_LANGUAGES } from "../../../../src/page/dictation/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("dictation speaks every language of the page", () => {
  expect(Object.keys(DICTATION_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  for (const each of Object.values(ko)) expect(each).toMatch(/[가-힣]/);
});
