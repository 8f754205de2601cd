// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ko } from "../../../../src/page/files/text/ko.ts";
import { FILES_LANGUAGES } from "../../../../src/page/files/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("added files are spoken of in every language of the page", () => {
  expect(Object.keys(FILES_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  const instructions = Object.values(ko.instructions).flatMap((each) => Object.values(each));
  const said = [...Object.values(ko), ...Object.values(ko.failed), ...instructions];
  for (const each of said) if (typeof each === "string") expect(each).toMatch(/[가-힣]/);
});
