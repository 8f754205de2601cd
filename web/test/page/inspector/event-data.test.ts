import { expect, test } from "vitest";
import { dataBytes, idOf, previewOf } from "../../../src/page/inspector/event-data.ts";
import { nextRow } from "../../../src/page/inspector/use-rows.ts";
import { isToken } from "../../../src/protocol/index.ts";
import {
  delta,
  end,
  heartbeat,
  reset,
  started,
  thought,
  toolCall,
  unknown,
} from "../../core/frames.ts";
import { events } from "./recorded.ts";

test("an event is shown by its id, the size of its data, and what it says", () => {
  const shown = events(
    [0, started()],
    [1, heartbeat("queued", 2)],
    [2, delta("1-2", "물\n")],
    [3, thought("1-3", "Hm")],
    [4, reset("1-4", "whole")],
    [5, end("1-5")],
    [6, end("1-6", { status: "stopped", reason: "stopped" })],
    [7, toolCall("1-7", { index: 0, name: "weather" })],
    [8, toolCall("1-8", { index: 0, arguments: '{"at":\n' })],
    [9, toolCall("1-9", { index: 1, name: "tide", arguments: "{}" })],
    [10, unknown("1-10")],
  ).map((event) => [idOf(event), previewOf(event), isToken(event.frame)]);
  expect(shown).toEqual([
    ["1-1", "m", false],
    ["", "queued", false],
    ["1-2", "물↵", true],
    ["1-3", "Hm", true],
    ["1-4", "whole", false],
    ["1-5", "finished · stop", false],
    ["1-6", "stopped", false],
    ["1-7", "weather", true],
    ["1-8", '{"at":', true],
    ["1-9", "tide {}", true],
    ["1-10", "", false],
  ]);
  const [event] = events([0, delta("1-2", "물")]);
  expect(event && dataBytes(event)).toBe('{"text":"xxx"}'.length);
});

test("a long text is cut for the line", () => {
  const [event] = events([0, reset("1-2", "x".repeat(5_000))]);
  expect(event && previewOf(event).length).toBeLessThan(200);
});

test.each([
  ["ArrowDown", -1, 0],
  ["ArrowDown", 9, 9],
  ["ArrowUp", -1, 9],
  ["ArrowUp", 4, 3],
  ["PageDown", 4, 9],
  ["PageUp", 4, 0],
  ["Home", 4, 0],
  ["End", -1, 9],
  ["Enter", 4, null],
])("%s leads from row %i of ten to %s", (key, at, to) => {
  expect(nextRow(key, at, 10, 5)).toBe(to);
});

test("among no rows no key leads anywhere", () => {
  expect(nextRow("ArrowDown", -1, 0, 5)).toBeNull();
});
