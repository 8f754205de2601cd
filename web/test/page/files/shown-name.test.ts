/** What files are called in a question. */

import { expect, test } from "vitest";
import { shownName } from "../../../src/page/files/shown-name.ts";

test("a usual name stays as it is, with its quotes and slashes", () => {
  for (const name of ["강 1.pdf", `a/b "c" 'd'.txt`, "<b>.md", "notes"])
    expect(shownName(name)).toBe(name);
});

test("Korean that macOS took apart is put together", () => {
  expect(shownName("공지".normalize("NFD"))).toBe("공지");
});

test("nothing in a name turns the direction of reading, or begins a line", () => {
  expect(shownName("in\u202Efdp.exe")).toBe("in fdp.exe");
  expect(shownName("one\n```\ntwo.txt")).toBe("one ``` two.txt");
  expect(shownName("\u200F\n")).toBe("file");
});

test("of a name that is very long the beginning and the end are left", () => {
  const name = shownName(`${"가".repeat(250)}.pdf`);
  expect([...name]).toHaveLength(120);
  expect(name).toMatch(/^가+…가+\.pdf$/);
});
