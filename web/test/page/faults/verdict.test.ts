import { expect, test } from "vitest";
import { checkOf, damageTo, repairOf } from "../../../src/page/faults/verdict.ts";
import { decodeFrame, type Frame } from "../../../src/protocol/index.ts";
import { recorded } from "../inspector/recorded.ts";

function delta(seq: number): Frame {
  const frame = decodeFrame(`1-${seq}`, "delta", { text: `${seq}` });
  if (frame === null) throw new Error("no frame");
  return frame;
}

const REAL = [1, 2, 3, 4, 5].map(delta);

function cameOf(...seqs: number[]) {
  return recorded(seqs.map((seq) => [seq * 10, delta(seq)] as const));
}

test("what has come whole is whole", () => {
  expect(checkOf(cameOf(1, 2, 3, 4, 5), [], REAL, true)).toEqual({
    events: 5,
    lost: 0,
    doubled: 0,
    sameText: true,
  });
});

test("an event that never came is lost, and one that came again is double", () => {
  const { lost, doubled } = checkOf(cameOf(1, 2, 2, 5), [], REAL, true);
  expect([lost, doubled]).toEqual([2, 1]);
});

test("what was there before the recording began is not lost", () => {
  expect(checkOf(cameOf(3, 4, 5), [], REAL, true).lost).toBe(0);
});

test("a fault names the newest event that had come", () => {
  const recording = cameOf(1, 2, 3);
  const damage = damageTo(recording, "cut", 35);
  expect(damage).toMatchObject({ name: "cut", cursor: { epoch: 1, seq: 3 }, requests: 1 });
  const nothing = { again: null, between: null, wentOnMs: null, turnedTo: null };
  expect(repairOf(recording, damage)).toEqual(nothing);
});

test("what came behind the next fault is no repair of the one before", () => {
  const recording = cameOf(1, 2, 5);
  const damage = damageTo(cameOf(1), "silence", 12);
  expect(repairOf(recording, damage, 20).wentOnMs).toBeNull();
  expect(repairOf(recording, damage, 21).wentOnMs).toBe(8);
});
