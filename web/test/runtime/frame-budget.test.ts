import { expect, test } from "vitest";
import { FrameBudget } from "../../src/runtime/frame-budget.ts";

function painted() {
  const frames: (() => void)[] = [];
  const done: string[] = [];
  let now = 0;
  const budget = new FrameBudget(
    (run) => frames.push(run),
    () => now,
  );
  const work = (name: string, ms: number) => () => {
    now += ms;
    done.push(name);
  };
  return {
    done,
    spend: (name: string, ms: number) => budget.spend(work(name, ms)),
    frame: () => frames.shift()?.(),
  };
}

test("what a frame has time for is done at once, the rest in the next ones, in order", () => {
  const { done, spend, frame } = painted();
  for (const name of ["a", "b", "c", "d", "e"]) spend(name, 5);
  expect(done).toEqual(["a", "b"]);
  frame();
  expect(done).toEqual(["a", "b", "c", "d"]);
  spend("f", 5);
  expect(done).toHaveLength(4);
  frame();
  expect(done).toEqual(["a", "b", "c", "d", "e", "f"]);
  frame();
  spend("g", 5);
  expect(done.at(-1)).toBe("g");
});

test("what was called off is not done, and takes no time", () => {
  const { done, spend, frame } = painted();
  spend("long", 20);
  spend("gone", 20)();
  spend("next", 1);
  frame();
  expect(done).toEqual(["long", "next"]);
});

test("work that fails costs the others nothing", () => {
  const { done, spend, frame } = painted();
  const broken = new FrameBudget(() => undefined);
  expect(() =>
    broken.spend(() => {
      throw new Error("broken");
    }),
  ).toThrow("broken");
  spend("a", 1);
  frame();
  expect(done).toEqual(["a"]);
});
