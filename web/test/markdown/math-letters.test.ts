import { expect, test } from "vitest";
import { inAlphabet } from "../../src/markdown/math-letters.ts";

test.each([
  ["double-struck", "RAkx1", "ℝ𝔸𝕜𝕩𝟙"],
  ["script", "LAeb1", "ℒ𝒜ℯ𝒷1"],
  ["fraktur", "Cgx", "ℭ𝔤𝔵"],
  ["bold", "Az9", "𝐀𝐳𝟗"],
  ["monospace", "Az0", "𝙰𝚣𝟶"],
  ["nobody knows it", "Az0", "Az0"],
])("%s has letters of its own", (alphabet, text, letters) => {
  expect(inAlphabet(text, alphabet)).toBe(letters);
  expect(inAlphabet("+ α", alphabet)).toBe("+ α");
});
