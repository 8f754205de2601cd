import { expect, test } from "vitest";
import { inHeldOrder } from "../../../src/page/actions/held-order.ts";
import { AGES, type Age, type AgeGroup } from "../../../src/page/sidebar/age-groups.ts";
import { summary } from "../../core/fake-api.ts";

function group(age: Age, ...ids: readonly string[]): AgeGroup {
  return { age, items: ids.map((id) => summary(id)) };
}

function shown(groups: readonly AgeGroup[]): string[] {
  return groups.map(({ age, items }) => `${age}: ${items.map(({ id }) => id).join(" ")}`);
}

test("rows stay where they are when one of them gets newer", () => {
  const held = [group("today", "a", "b"), group("yesterday", "c")];
  const now = [group("today", "c", "b", "a")];
  expect(shown(inHeldOrder(held, now, "c", AGES))).toEqual(["today: a b", "yesterday: c"]);
});

test("a row that is gone goes, but not the one that is typed in", () => {
  const held = [group("today", "a", "b", "c")];
  expect(shown(inHeldOrder(held, [group("today", "c")], "b", AGES))).toEqual(["today: b c"]);
  expect(shown(inHeldOrder(held, [], "b", AGES))).toEqual(["today: b"]);
});

test("a row that is new comes behind those of its group, which is made for it if need be", () => {
  const held = [group("yesterday", "a")];
  const now = [group("today", "n"), group("yesterday", "a", "m")];
  expect(shown(inHeldOrder(held, now, "a", AGES))).toEqual(["today: n", "yesterday: a m"]);
});

test("what is told of a row now is shown", () => {
  const now = [{ age: "today", items: [summary("a", { title: "Rivers" })] } as const];
  const [first] = inHeldOrder([group("today", "a")], now, "b", AGES);
  expect(first?.items[0]?.title).toBe("Rivers");
});
