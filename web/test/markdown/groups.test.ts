import { expect, test } from "vitest";
import { Grouper } from "../../src/markdown/groups.ts";

test("a group stays the same object until something in it changes", () => {
  const grouper = new Grouper<string>(2);
  const before = grouper.update(["a", "b", "c"]);
  expect(before).toEqual([["a", "b"], ["c"]]);
  const after = grouper.update(["a", "b", "c", "d", "e"]);
  expect(after).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(after[0]).toBe(before[0]);
  expect(grouper.update(["x", "b", "c", "d"])[1]).toBe(after[1]);
});
