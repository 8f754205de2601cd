import { expect, test } from "vitest";
import { formatBytes, formatMs, formatPosition } from "../../../src/page/inspector/format.ts";

test.each([
  [0, "0 ms"],
  [0.42, "0.4 ms"],
  [9.96, "10 ms"],
  [16.4, "16 ms"],
  [999.6, "1.00 s"],
  [1_240, "1.24 s"],
  [75_000, "75.00 s"],
  [120_000, "120 s"],
])("%f ms are %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test.each([
  [0, "0:00.0"],
  [3_270, "0:03.2"],
  [59_999, "0:59.9"],
  [725_000, "12:05.0"],
])("position %i is %s", (ms, text) => {
  expect(formatPosition(ms)).toBe(text);
});

test.each([
  [52, "52 B"],
  [51.6, "52 B"],
  [999.6, "1.00 kB"],
  [1_400, "1.40 kB"],
  [45_200, "45.2 kB"],
  [2_310_000, "2.31 MB"],
])("%f bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
