import { expect, test } from "vitest";
import { pathBefore, SERVED_PATH } from "../../src/page/served-path.ts";

test.each([
  ["https://example.org/assets/index-1a.js", ""],
  ["https://example.org/chat/assets/index-1a.js", "/chat"],
  ["https://example.org/a/assets/b/assets/index-1a.js", "/a/assets/b"],
  ["http://localhost:5173/src/page/served-path.ts?t=1", ""],
])("a page whose scripts are at %s is mounted at %j", (script, path) => {
  expect(pathBefore(script)).toBe(path);
});

test("what is not built is at the root", () => {
  expect(SERVED_PATH).toBe("");
});
