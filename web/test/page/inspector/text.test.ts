// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { en } from "../../../src/page/inspector/text/en.ts";
import { ko } from "../../../src/page/inspector/text/ko.ts";
import { INSPECTOR_LANGUAGES } from "../../../src/page/inspector/text/texts.ts";
import { LANGUAGES } from "../../../src/page/text/texts.tsx";

test("the inspector speaks every language of the page", () => {
  expect(Object.keys(INSPECTOR_LANGUAGES)).toEqual(Object.keys(LANGUAGES));
});

test("Korean texts are Korean", () => {
  const same = Object.entries(ko).filter(
    ([key, each]) => typeof each === "string" && each === en[key as keyof typeof en],
  );
  // Short for "identifier" in both.
  expect(same.map(([key]) => key)).toEqual(["columnId"]);
  for (const each of Object.values(ko.turnWhy)) expect(each).toMatch(/[가-힣]/);
});

test("what takes values says them", () => {
  for (const texts of Object.values(INSPECTOR_LANGUAGES)) {
    expect(texts.joined("1-9")).toContain("1-9");
    expect(texts.summaryEvents(12_345)).toContain("12,345");
    expect(texts.positionText("0:01.0", "0:09.0", 3, 40)).toMatch(/0:01\.0.*40|40.*0:01\.0|0:09/);
    expect(texts.gapPlotLabel("9", "1 ms", "2 ms", "3 ms")).toMatch(/9.*1 ms.*2 ms.*3 ms/);
  }
});
