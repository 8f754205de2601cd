// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ko } from "../../../../src/page/sharing/text/ko.ts";
import { SHARING_LANGUAGES } from "../../../../src/page/sharing/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

const { en } = SHARING_LANGUAGES;

test("links to conversations speak every language of the page", () => {
  expect(Object.keys(SHARING_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  for (const each of Object.values(ko))
    if (typeof each === "string") expect(each).toMatch(/[가-힣]/);
});

test("counts and lives are told as people say them", () => {
  expect([1, 7, 30, 365].map(en.days)).toEqual(["1 day", "7 days", "30 days", "1 year"]);
  expect([1, 365].map(ko.days)).toEqual(["1일", "1년"]);
  expect([1, 1200].map(en.messages)).toEqual(["1 message", "1,200 messages"]);
  expect(ko.shared(new Date(2026, 10, 29), 2)).toContain("2026. 11. 29.");
});
