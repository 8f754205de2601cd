// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ko } from "../../../../src/page/account/text/ko.ts";
import { ACCOUNT_LANGUAGES } from "../../../../src/page/account/text/texts.ts";
import { LANGUAGES } from "../../../../src/page/text/texts.tsx";

test("log-in and accounts speak every language of the page", () => {
  expect(Object.keys(ACCOUNT_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
  const said = [ko, ko.roles, ko.makeRole, ko.roleHints, ko.passkeyHindrance].flatMap(
    (each): unknown[] => Object.values(each),
  );
  for (const each of said) if (typeof each === "string") expect(each).toMatch(/[가-힣]/);
});

test("times are told as people of a language write them", () => {
  const at = new Date(2026, 10, 29, 14, 5);
  expect(ACCOUNT_LANGUAGES.en.tryAgainAt(at)).toMatch(/2:05\sPM/);
  expect(ACCOUNT_LANGUAGES.ko.tryAgainAt(at)).toContain("2:05");
  expect(ACCOUNT_LANGUAGES.en.seen(at)).toContain("Nov 29, 2026");
});
