import { expect, test } from "vitest";
import { addedLatency } from "../../../src/page/inspector/latency.ts";
import { delta, heartbeat, started } from "../../core/frames.ts";
import { events } from "./recorded.ts";

test("for each event the first transport counts as zero, the others by how much later they were", () => {
  const [fast, slow] = addedLatency([
    {
      readyAt: 0,
      events: events([10, started()], [20, delta("1-2", "a")], [30, delta("1-3", "b")]),
    },
    {
      readyAt: 5,
      events: events([9, started()], [25, delta("1-2", "a")], [530, delta("1-3", "b")]),
    },
  ]);
  expect(fast).toMatchObject({ count: 3, p50: 0, max: 1 });
  expect(slow).toMatchObject({ count: 3, p50: 5, max: 500 });
});

test("what was there before all had connected is not compared", () => {
  const [first, second] = addedLatency([
    { readyAt: 0, events: events([1, started()], [500, delta("1-2", "a")]) },
    { readyAt: 400, events: events([401, started()], [502, delta("1-2", "a")]) },
  ]);
  expect(first).toMatchObject({ count: 1, max: 0 });
  expect(second).toMatchObject({ count: 1, max: 2 });
});

test("a transport that never got through is left out and holds up nothing", () => {
  const lane = { readyAt: 0, events: events([5, delta("1-2", "a")]) };
  expect(addedLatency([lane, { readyAt: null, events: [] }, lane])).toEqual([
    expect.objectContaining({ count: 1 }),
    null,
    expect.objectContaining({ count: 1 }),
  ]);
});

test("alone there is nothing to compare, and what only one has seen is not compared", () => {
  const lane = { readyAt: 0, events: events([5, delta("1-2", "a")]) };
  expect(addedLatency([lane])).toEqual([null]);
  expect(addedLatency([lane, { readyAt: 0, events: [] }])).toEqual([null, null]);
});

test("heartbeats are not compared, and of an event that came twice the first arrival counts", () => {
  const [, late] = addedLatency([
    { readyAt: 0, events: events([5, heartbeat("queued")], [6, delta("1-2", "a")]) },
    { readyAt: 0, events: events([9, delta("1-2", "a")], [90, delta("1-2", "a")]) },
  ]);
  expect(late).toMatchObject({ count: 1, max: 3 });
});
