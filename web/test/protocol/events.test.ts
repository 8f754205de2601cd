import { expect, test } from "vitest";
import { compareCursors, DecodeError, decodeFrame, parseCursor } from "../../src/protocol/index.ts";

test("a cursor is two whole numbers, the first from 1", () => {
  expect(parseCursor("2-17")).toEqual({ epoch: 2, seq: 17 });
  expect(parseCursor("1-0")).toEqual({ epoch: 1, seq: 0 });
  for (const bad of ["", "1", "0-1", "1-", "-1", "1-1 ", "1-1\n", "a-b", "1.5-2", "１-1"]) {
    expect(parseCursor(bad)).toBeNull();
  }
});

test("cursors are ordered by epoch, then by number", () => {
  const order = ["1-0", "1-2", "1-10", "2-1"].map((text) => parseCursor(text));
  for (let index = 1; index < order.length; index += 1) {
    const [a, b] = [order[index - 1], order[index]];
    if (a == null || b == null) throw new Error("not a cursor");
    expect(compareCursors(a, b)).toBeLessThan(0);
    expect(compareCursors(b, a)).toBeGreaterThan(0);
  }
});

test("an event without a cursor is refused", () => {
  expect(() => decodeFrame(undefined, "delta", { text: "x" })).toThrow(DecodeError);
});

test("a heartbeat has no cursor, whatever id stands in front of it", () => {
  expect(decodeFrame("1-4", "heartbeat", { phase: "thinking" })?.cursor).toBeNull();
});

test.each([
  ["delta", { text: 5 }],
  ["delta", null],
  ["reset", { text: "only" }],
  ["end", { status: "generating", reason: "stop", sha256: "" }],
  ["end", { status: "finished", reason: "because", sha256: "" }],
  ["end", { status: "finished", reason: "stop" }],
  ["heartbeat", { phase: "asleep" }],
  ["started", { answer_id: "a" }],
  ["tool_call", {}],
  ["tool_call", { index: -1 }],
  ["tool_call", { index: 0.5 }],
  ["tool_call", { index: 0, arguments: {} }],
])("%s with %j is refused", (kind, data) => {
  expect(() => decodeFrame("1-1", kind, data)).toThrow(DecodeError);
});

test.each([{}, null, [], { text: 5 }])(
  "of a later server's event with %j only the place counts",
  (data) => {
    expect(decodeFrame("1-7", "picture", data)).toEqual({
      cursor: { epoch: 1, seq: 7 },
      event: { kind: "unknown", data: null },
    });
    expect(decodeFrame(undefined, "weather", data)).toBeNull();
    expect(() => decodeFrame("seven", "picture", data)).toThrow(DecodeError);
  },
);

test("figures that are not there are null", () => {
  const frame = decodeFrame("1-9", "end", {
    status: "failed",
    reason: "error",
    error: { code: "c", title: "t", detail: "d", retryable: true },
    timings: { queued_ms: 0, first_token_ms: null, total_ms: 5 },
    sha256: "0",
  });
  expect(frame?.event.data).toMatchObject({
    usage: null,
    error: { code: "c", retryable: true },
    timings: { first_token_ms: null, total_ms: 5, tokens_per_s: null, thinking_ms: null },
  });
});

test("a piece of a call tells what it has, and null for the rest", () => {
  const first = { index: 0, id: "call_1", name: "f", arguments: "{" };
  expect(decodeFrame("1-2", "tool_call", first)?.event).toEqual({ kind: "tool_call", data: first });
  expect(decodeFrame("1-3", "tool_call", { index: 0, arguments: "}" })?.event.data).toEqual({
    ...{ index: 0, id: null, name: null },
    arguments: "}",
  });
});

test("an answer may end with calls", () => {
  const end = { status: "finished", reason: "tool_calls", sha256: "0" };
  expect(decodeFrame("1-9", "end", end)?.event.data).toMatchObject({ reason: "tool_calls" });
});
