import { expect, test } from "vitest";
import { conversationAt, pathBefore, pathOf, SERVED_PATH } from "../../src/page/addresses.ts";

test.each([
  ["https://example.org/assets/index-1a.js", ""],
  ["https://example.org/chat/assets/index-1a.js", "/chat"],
  ["https://example.org/a/assets/b/assets/index-1a.js", "/a/assets/b"],
  ["http://localhost:5173/src/page/addresses.ts?t=1", ""],
])("a page whose scripts are at %s is mounted at %j", (script, path) => {
  expect(pathBefore(script)).toBe(path);
});

test("what is not built is at the root", () => {
  expect(SERVED_PATH).toBe("");
  expect(pathOf("0af1")).toBe("/c/0af1");
});

test.each(["0af1", "한 강", "a/b", "50%"])("the path of %j leads back to it", (id) => {
  expect(conversationAt(pathOf(id))).toBe(id);
});

test.each([
  ["/", null],
  ["/c", null],
  ["/c/", null],
  ["/c/0af1/more", null],
  ["/docs/c/0af1", null],
  ["/c/0af1/", "0af1"],
  ["/c/%E0%A4%A", "%E0%A4%A"],
])("at %s is the conversation %j", (path, id) => {
  expect(conversationAt(path)).toBe(id);
});

test("a new chat has the path of no conversation", () => {
  expect(conversationAt(pathOf(null))).toBeNull();
});
