import { expect, test } from "vitest";
import {
  gapsOf,
  overheadOf,
  spreadOf,
  totalOf,
  waitsOf,
} from "../../../src/page/inspector/figures.ts";
import { delta, end, heartbeat, started, thought } from "../../core/frames.ts";
import { events, recorded } from "./recorded.ts";

test("percentiles are values that were there, by nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(spreadOf(hundred)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
  expect(spreadOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  expect(spreadOf([2, 1])).toMatchObject({ p50: 1, p95: 2 });
  expect(spreadOf([])).toBeNull();
});

test("gaps are those between tokens, thoughts included and heartbeats left out", () => {
  const gaps = gapsOf(
    events(
      [0, started()],
      [300, thought("1-2", "Hm")],
      [310, heartbeat("queued")],
      [340, delta("1-3", "a")],
      [340, delta("1-4", "b")],
      [1_340, delta("1-5", "c")],
      [1_350, end("1-6")],
    ),
  );
  expect(gaps.map((gap) => gap.ms)).toEqual([40, 0, 1_000]);
});

test("waits count from the request; what the server measured stands beside them", () => {
  const timings = {
    queued_ms: 1,
    first_token_ms: 41,
    thinking_ms: null,
    total_ms: 180,
    tokens_per_s: 50,
  };
  const recording = recorded([
    [100, started()],
    [450, delta("1-2", "a")],
    [900, end("1-3", { timings })],
  ]);
  expect(waitsOf(recording)).toEqual({
    asked: true,
    headMs: null,
    firstEventMs: 100,
    firstTokenMs: 450,
    lastMs: 900,
    endMs: 900,
    server: timings,
  });
});

test("an answer that still grows has no end", () => {
  const { endMs, server, asked } = waitsOf(recorded([[5, delta("1-9", "a")]], { method: "GET" }));
  expect([endMs, server, asked]).toEqual([null, null, false]);
});

test("overhead is all that is neither text nor candidates", () => {
  const tally = {
    requests: 2,
    events: 10,
    bodyBytes: 750,
    textBytes: 100,
    candidateBytes: 50,
    headBytes: 300,
    sentBytes: 80,
  };
  expect(overheadOf(tally)).toEqual({ receivedBytes: 1_050, bytes: 900, perEvent: 90 });
  expect(overheadOf({ ...tally, events: 0 }).perEvent).toBeNull();
  expect(totalOf([tally, tally])).toMatchObject({ requests: 4, sentBytes: 160, bodyBytes: 1_500 });
});
