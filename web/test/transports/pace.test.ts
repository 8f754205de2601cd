import { expect, test } from "vitest";
import { FIRST_BYTE_MS, HELD_BACK_MS } from "../../src/transports/heartbeat.ts";
import { Pace } from "../../src/transports/pace.ts";
import { delta, heartbeat } from "../core/frames.ts";
import { FakeClock } from "../runtime/fake-clock.ts";

function begin() {
  const clock = new FakeClock();
  let times = 0;
  const pace = new Pace(clock, () => {
    times += 1;
  });
  return { clock, pace, heldBack: () => times > 0 };
}

const MANY = Array.from({ length: 10 }, (_, at) => delta(`1-${at + 2}`, "word "));

test("a first byte that is late has been held back", async () => {
  const { clock, heldBack } = begin();
  await clock.pass(FIRST_BYTE_MS - 1);
  expect(heldBack()).toBe(false);
  await clock.pass(1);
  expect(heldBack()).toBe(true);
});

test("a silence longer than heartbeats allow has been held back", async () => {
  const { clock, pace, heldBack } = begin();
  pace.bytes();
  await clock.pass(HELD_BACK_MS - 1);
  pace.bytes();
  await clock.pass(HELD_BACK_MS - 1);
  expect(heldBack()).toBe(false);
  await clock.pass(1);
  expect(heldBack()).toBe(true);
});

test("a timer that slept with the machine proves nothing", async () => {
  const { clock, pace, heldBack } = begin();
  pace.bytes();
  await clock.sleep(60_000);
  expect(heldBack()).toBe(false);
});

test("much after a pause, three times in a row, has been held back", async () => {
  const { clock, pace, heldBack } = begin();
  pace.frames([heartbeat("queued")]);
  for (const expected of [false, false, true]) {
    await clock.pass(1_500);
    pace.bytes();
    pace.frames(MANY);
    expect(heldBack()).toBe(expected);
  }
});

test("heartbeats that come together have been held back as well", async () => {
  const { clock, pace, heldBack } = begin();
  pace.frames([heartbeat("queued")]);
  for (let burst = 0; burst < 3; burst += 1) {
    await clock.pass(2_000);
    pace.frames([heartbeat("queued"), heartbeat("queued")]);
  }
  expect(heldBack()).toBe(true);
});

test("much at the beginning is what was missed, and a flowing stream is fast", async () => {
  const { clock, pace, heldBack } = begin();
  await clock.pass(2_000);
  pace.bytes();
  pace.frames(MANY);
  for (let chunk = 0; chunk < 20; chunk += 1) {
    await clock.pass(50);
    pace.bytes();
    pace.frames(MANY);
  }
  expect(heldBack()).toBe(false);
});

test("one pause between flowing chunks is no habit", async () => {
  const { clock, pace, heldBack } = begin();
  for (let round = 0; round < 6; round += 1) {
    pace.frames(MANY);
    await clock.pass(20);
    pace.frames([delta("1-30", "x")]);
    await clock.pass(2_000);
    pace.bytes();
  }
  expect(heldBack()).toBe(false);
});
