// Whether a model speaks with a person, as far as that is known.

import { expect, test } from "vitest";
import { isSmall, misses, speaks } from "../../../src/page/models/model-languages.ts";
import { model } from "../../core/fake-api.ts";

test("a model speaks what it says it does, in any variety of the language", () => {
  const one = model("m", { languages: ["en-US", "pt"] });
  expect([speaks(one, "en"), speaks(one, "pt"), speaks(one, "ko")]).toEqual([true, true, false]);
});

test("nothing is said against a model of which no languages are told", () => {
  expect(speaks(model("m"), "ko")).toBe(true);
  expect(misses(model("m"), "여울")).toBe(false);
  expect(isSmall(model("m"))).toBe(false);
});

test("Korean letters are missed by a model that speaks none, in every form in which they are typed", () => {
  const english = model("m", { languages: ["en"] });
  for (const text of ["What is 여울?", "ㅎ", "\u1112\u1161"])
    expect(misses(english, text)).toBe(true);
  expect(misses(english, "What is a ford? 川 reka")).toBe(false);
  expect(misses(model("m", { languages: ["en", "ko"] }), "여울")).toBe(false);
});

test("a file of a hundred megabytes is that of a small model", () => {
  expect(isSmall(model("m", { size_bytes: 98_000_000 }))).toBe(true);
  expect(isSmall(model("m", { size_bytes: 639_446_688 }))).toBe(false);
});
