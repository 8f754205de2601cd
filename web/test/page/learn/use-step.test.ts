import { expect, test } from "vitest";
import { stepOf } from "../../../src/page/learn/use-step.ts";

test.each([
  ["#1", 1],
  ["#4", 4],
  ["#10", 10],
  ["", 1],
  ["#0", 1],
  ["#11", 1],
  ["#-3", 1],
  ["#4.5", 1],
  ["#1e1", 1],
  ["#tokens", 1],
])("what stands behind the address as %j is step %d of ten", (hash, step) => {
  expect(stepOf(hash, 10)).toBe(step);
});
