import { expect, test } from "vitest";
import { fileSize } from "../../../src/page/text/file-size.ts";

test.each([
  [0, "0 kB"],
  [4096, "4 kB"],
  [999_000, "999 kB"],
  [2_440_000, "2.4 MB"],
  [3_200_000_000, "3.2 GB"],
])("%d bytes are told in the unit that suits them", (bytes, told) => {
  expect(fileSize("en")(bytes)).toBe(told);
});
