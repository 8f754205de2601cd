// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ko } from "../../../../src/page/queue/text/ko.ts";
import { QUEUE_LANGUAGES } from "../../../../src/page/queue/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("the queue speaks every language of the page", () => {
  expect(Object.keys(QUEUE_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  const said = [...Object.values(ko), ...Object.values(ko.held), ko.count(2)];
  for (const each of said) if (typeof each === "string") expect(each).toMatch(/[가-힣]/);
});
