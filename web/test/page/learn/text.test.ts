import { expect, test } from "vitest";
import { FAULTS_LANGUAGES } from "../../../src/page/faults/text/texts.ts";
import { INSPECTOR_LANGUAGES } from "../../../src/page/inspector/text/texts.ts";
import { en } from "../../../src/page/learn/text/en.ts";
import { ko } from "../../../src/page/learn/text/ko.ts";
import { LEARN_LANGUAGES } from "../../../src/page/learn/text/texts.ts";

test("the lesson has ten steps in every language, and each says as much as in English", () => {
  for (const { all } of Object.values(LEARN_LANGUAGES)) {
    expect(all.map(shapeOf)).toEqual(en.all.map(shapeOf));
    expect(all.length).toBe(10);
  }
});

/** How many paragraphs a step has, and the code in it. */
function shapeOf(step: (typeof en.all)[number]) {
  const code = [...step.text, step.try].join(" ").match(/`[^`]*`/g) ?? [];
  return { paragraphs: step.text.length, code: code.toSorted() };
}

test("what a step tells to press is called so", () => {
  expect(en.all[7]?.try).toContain(INSPECTOR_LANGUAGES.en.raw);
  expect(ko.all[7]?.try).toContain(INSPECTOR_LANGUAGES.ko.raw);
  expect(en.all[7]?.try).toContain(INSPECTOR_LANGUAGES.en.headers);
  expect(ko.all[7]?.try).toContain(INSPECTOR_LANGUAGES.ko.headers);
  expect(en.all[6]?.try).toContain(INSPECTOR_LANGUAGES.en.raceAgain);
  expect(ko.all[6]?.try).toContain(INSPECTOR_LANGUAGES.ko.raceAgain);
  expect(en.all[8]?.try.toLowerCase()).toContain(FAULTS_LANGUAGES.en.names.cut.toLowerCase());
});
