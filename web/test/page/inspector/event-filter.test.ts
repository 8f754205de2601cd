import { expect, test } from "vitest";
import { EventFilter } from "../../../src/page/inspector/event-filter.ts";
import { delta, end, sized, started } from "../../core/frames.ts";
import { recorded } from "./recorded.ts";

const RECORDING = recorded([
  [1, started()],
  [2, delta("1-2", "Water")],
  [3, delta("1-3", "falls")],
  [4, end("1-4")],
]);

test("events are found by id, kind and text, whatever the case", () => {
  const filter = new EventFilter();
  expect(filter.matching(RECORDING, "water")).toEqual([1]);
  expect(filter.matching(RECORDING, " DELTA ")).toEqual([1, 2]);
  expect(filter.matching(RECORDING, "1-4")).toEqual([3]);
  expect(filter.matching(RECORDING, "nothing of that kind")).toEqual([]);
});

test("without a filter all match", () => {
  expect(new EventFilter().matching(RECORDING, "  ")).toBeNull();
});

test("what comes later is found too, and after a drop positions are right", () => {
  const growing = recorded([[1, started()]]);
  const filter = new EventFilter();
  expect(filter.matching(growing, "e")).toEqual([0]);
  const [exchange] = growing.exchanges;
  if (exchange === undefined) throw new Error("no connection");
  growing.chunk(exchange, sized(1), [delta("1-2", "x"), delta("1-3", "y")], 9);
  expect(filter.matching(growing, "delta")).toEqual([1, 2]);
  growing.chunk(exchange, sized(1), [delta("1-4", "z")], 10);
  expect(filter.matching(growing, "delta")).toEqual([1, 2, 3]);
  growing.drop(2);
  expect(filter.matching(growing, "delta")).toEqual([0, 1]);
});
