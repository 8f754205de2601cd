import { expect, test } from "vitest";
import { Meter } from "../../../src/core/answer/meter.ts";
import { delta, heartbeat, started, thought, toolCall } from "../frames.ts";

test("the first token counts from the question", () => {
  const meter = new Meter(1_000, true);
  meter.take([started(), heartbeat("queued")], 1_100);
  expect(meter.figures()).toMatchObject({ firstTokenMs: null, lastAt: null });
  meter.take([delta("1-2", "a")], 1_400);
  meter.take([delta("1-3", "b")], 2_000);
  expect(meter.figures()).toMatchObject({ firstTokenMs: 400, lastAt: 2_000 });
});

test("the speed is that of what came since the first tokens, and needs some of them", () => {
  const meter = new Meter(0, true);
  meter.take(
    Array.from({ length: 100 }, (_, at) => delta(`1-${at + 2}`, "missed ")),
    1_000,
  );
  expect(meter.figures().tokensPerS).toBeNull();
  for (let at = 1; at <= 10; at += 1) meter.take([delta(`1-${at + 101}`, "x")], 1_000 + 100 * at);
  expect(meter.figures().tokensPerS).toBe(10);
});

test("thinking lasts from the first thought to the first text", () => {
  const meter = new Meter(0, true);
  meter.take([thought("1-2", "hm")], 500);
  meter.take([thought("1-3", "so")], 3_000);
  expect(meter.figures().thoughtMs).toBeNull();
  meter.take([delta("1-4", "Well")], 4_500);
  meter.take([delta("1-5", ".")], 9_000);
  expect(meter.figures().thoughtMs).toBe(4_000);
});

test("a piece of a call counts as a token, and ends the thinking", () => {
  const meter = new Meter(0, true);
  meter.take([thought("1-2", "hm")], 500);
  meter.take([toolCall("1-3", { index: 0, name: "f" })], 1_500);
  expect(meter.figures()).toMatchObject({ thoughtMs: 1_000, lastAt: 1_500 });
});

test("what was not seen from its beginning has no times", () => {
  const meter = new Meter(0, false);
  meter.take([thought("1-2", "hm"), delta("1-3", "Well")], 500);
  expect(meter.figures()).toMatchObject({ firstTokenMs: null, thoughtMs: null });
});
