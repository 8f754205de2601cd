import { expect, test } from "vitest";
import { byteLength } from "../../src/transports/index.ts";

test.each(["", "plain", "é", "안녕하세요", "a🌊b", "\u{10FFFF}\uFFFF\u07FF\u0800\x7F\x80"])(
  "the length of %j is what an encoder makes of it",
  (text) => {
    expect(byteLength(text)).toBe(new TextEncoder().encode(text).length);
  },
);

test("half of a surrogate pair does not derail it", () => {
  expect(byteLength("\ud83c")).toBe(2);
});
