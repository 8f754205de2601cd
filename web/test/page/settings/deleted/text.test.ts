// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { DELETED_LANGUAGES } from "../../../../src/page/settings/deleted/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("deleted conversations are told of in every language of the page", () => {
  expect(Object.keys(DELETED_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  for (const each of Object.values(DELETED_LANGUAGES.ko)) {
    if (typeof each === "string") expect(each).toMatch(/[가-힣]/);
  }
});

test("when a conversation is gone is said in days, and the last one as such", () => {
  const { en, ko } = DELETED_LANGUAGES;
  expect([en.goneIn(12), en.goneIn(1)]).toEqual(["gone in 12 days", "gone within a day"]);
  expect(ko.goneIn(12)).toContain("12일");
  expect(ko.goneIn(1)).not.toContain("1");
});

test("what was deleted today is told by its time, what is older by its day", () => {
  const at = new Date(2026, 10, 3, 16, 5);
  const { en, ko } = DELETED_LANGUAGES;
  expect(en.deletedAt(at, true)).toMatch(/^Deleted at 4:05\sPM$/u);
  expect(en.deletedAt(at, false)).toBe("Deleted on Nov 3");
  expect(ko.deletedAt(at, true)).toMatch(/^오늘 \S+ 4:05에 삭제$/);
  expect(ko.deletedAt(at, false)).toBe("11월 3일에 삭제");
});
