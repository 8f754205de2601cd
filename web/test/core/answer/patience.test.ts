import { expect, test } from "vitest";
import { Patience } from "../../../src/core/answer/patience.ts";
import { ApiError, ownError } from "../../../src/protocol/index.ts";
import { FakeClock } from "../../runtime/fake-clock.ts";
import { at } from "../frames.ts";

const AWAY = ownError("network", "", true);
const FAULT = ownError("client_failed", "", false);
const BUSY = new ApiError({ status: 503, code: "busy", detail: "", retryable: true });

function begin(giveUpMs = Number.POSITIVE_INFINITY) {
  const clock = new FakeClock();
  return { clock, patience: new Patience(clock, giveUpMs, at("1-2")) };
}

test("a server that is out of reach is waited for, however often", () => {
  const { patience } = begin();
  for (let failure = 0; failure < 50; failure += 1) {
    expect(patience.failed(AWAY, true)).toBe(true);
  }
  expect(patience.end).toBeNull();
});

test("a question that is refused four times is given up, an answer is not", () => {
  const asking = begin().patience;
  expect([1, 2, 3, 4].map(() => asking.failed(BUSY, true))).toEqual([true, true, true, false]);
  const following = begin().patience;
  expect([1, 2, 3, 4].map(() => following.failed(BUSY, false))).not.toContain(false);
});

test("a full disk is waited for while the server calls it retryable", () => {
  const full = { status: 507, code: "storage_full", detail: "" };
  const { patience } = begin();
  for (let failure = 0; failure < 50; failure += 1) {
    expect(patience.failed(new ApiError({ ...full, retryable: true }), false)).toBe(true);
  }
  expect(patience.failed(new ApiError({ ...full, retryable: false }), false)).toBe(false);
});

test("faults are counted until the answer comes further than ever", () => {
  const { patience } = begin();
  for (let fault = 1; fault < 5; fault += 1) expect(patience.failed(FAULT, false)).toBe(true);
  patience.reached(at("1-3"));
  for (let fault = 1; fault < 5; fault += 1) expect(patience.failed(FAULT, false)).toBe(true);
  patience.reached(at("1-3"));
  expect(patience.failed(FAULT, false)).toBe(false);
});

test("silence ends it with the last failure, and a sign of the server begins it again", async () => {
  const { clock, patience } = begin(60_000);
  patience.failed(AWAY, false);
  await clock.pass(59_000);
  patience.heard();
  await clock.pass(59_000);
  expect(patience.end).toBeNull();
  await clock.pass(1_000);
  expect(patience.end).toBe(AWAY);
});

test("the wait grows with each failure, and what a server asks for counts once", () => {
  const { patience } = begin();
  expect(patience.takeWaitMs()).toBe(0);
  patience.failed(new ApiError({ ...BUSY, detail: "", retryAfterMs: 5_000 }), false);
  expect(patience.takeWaitMs()).toBe(5_000);
  expect(patience.takeWaitMs()).toBe(187.5);
  patience.closed();
  expect(patience.takeWaitMs()).toBe(375);
  patience.came();
  expect(patience.takeWaitMs()).toBe(0);
});
