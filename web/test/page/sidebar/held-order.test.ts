import { expect, test } from "vitest";
import type { Age, AgeGroup } from "../../../src/page/sidebar/age-groups.ts";
import { inHeldOrder } from "../../../src/page/sidebar/held-order.ts";
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
  expect(shown(inHeldOrder(held, now, "c"))).toEqual(["today: a b", "yesterday: c"]);
});

test("a row that is gone goes, but not the one that is typed in", () => {
  const held = [group("today", "a", "b", "c")];
  expect(shown(inHeldOrder(held, [group("today", "c")], "b"))).toEqual(["today: b c"]);
  expect(shown(inHeldOrder(held, [], "b"))).toEqual(["today: b"]);
});

test("a row that is new comes behind those of its group, which is made for it if need be", () => {
  const held = [group("yesterday", "a")];
  const now = [group("today", "n"), group("yesterday", "a", "m")];
  expect(shown(inHeldOrder(held, now, "a"))).toEqual(["today: n", "yesterday: a m"]);
});

test("what is told of a row now is shown", () => {
  const now = [{ age: "today", items: [summary("a", { title: "Rivers" })] } as const];
  const [first] = inHeldOrder([group("today", "a")], now, "b");
  expect(first?.items[0]?.title).toBe("Rivers");
});
