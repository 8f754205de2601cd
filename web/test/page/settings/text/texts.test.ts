// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { en } from "../../../../src/page/settings/text/en.ts";
import { ko } from "../../../../src/page/settings/text/ko.ts";
import { SETTINGS_LANGUAGES } from "../../../../src/page/settings/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("the dialogs speak every language of the page", () => {
  expect(Object.keys(SETTINGS_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  const said = [ko, ko.deleted, ko.parameters, ko.commands].flatMap((each) => Object.values(each));
  for (const each of said) if (typeof each === "string") expect(each).toMatch(/[가-힣]|Top-p/);
});

test("when a conversation is gone is said in days, and the last one as such", () => {
  expect([en.deleted.goneIn(12), en.deleted.goneIn(1)]).toEqual([
    "gone in 12 days",
    "gone within a day",
  ]);
  expect(ko.deleted.goneIn(12)).toContain("12일");
  expect(ko.deleted.goneIn(1)).not.toContain("1");
});

test("what was deleted today is told by its time, what is older by its day", () => {
  const at = new Date(2026, 10, 3, 16, 5);
  expect(en.deleted.deletedAt(at, true)).toMatch(/^Deleted at 4:05\sPM$/u);
  expect(en.deleted.deletedAt(at, false)).toBe("Deleted on Nov 3");
  expect(ko.deleted.deletedAt(at, true)).toMatch(/^오늘 \S+ 4:05에 삭제$/);
  expect(ko.deleted.deletedAt(at, false)).toBe("11월 3일에 삭제");
});
