// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ko } from "../../../../src/page/reading/text/ko.ts";
import { READING_LANGUAGES } from "../../../../src/page/reading/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("reading speaks every language of the page", () => {
  expect(Object.keys(READING_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  for (const each of Object.values(ko)) expect(each).toMatch(/[가-힣]/);
});
