/** Which files become text, and how. */

import { expect, test } from "vitest";
import { isHeic, kindOf } from "../../../src/page/files/file-kinds.ts";

test.each([
  ["photo.JPG", "", "picture"],
  ["IMG_1.HEIC", "", "picture"],
  ["clipboard", "image/png", "picture"],
  ["a.pdf", "", "pdf"],
  ["download", "application/pdf", "pdf"],
  ["글.docx", "", "docx"],
  ["글.hwpx", "", "hwpx"],
  ["글.hwp", "", "office"],
  ["sheet.xlsx", "", "office"],
  ["files.zip", "", "other"],
  ["main.rs", "", "text"],
  ["drawing.svg", "image/svg+xml", "text"],
  ["Makefile", "", "text"],
])("%s (%s) is read as %s", (name, type, kind) => {
  expect(kindOf({ name, type })).toBe(kind);
});

test("pictures of a phone that few browsers decode are known by name and by type", () => {
  expect(isHeic({ name: "IMG_1.heic", type: "" })).toBe(true);
  expect(isHeic({ name: "IMG_1", type: "image/heif" })).toBe(true);
  expect(isHeic({ name: "IMG_1.jpg", type: "image/jpeg" })).toBe(false);
});
