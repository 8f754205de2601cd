import { expect, test } from "vitest";
import { type AnswerState, applyFrame, askedState, GapError } from "../../../src/core/index.ts";
import type { Frame } from "../../../src/protocol/index.ts";
import { at, delta, end, heartbeat, reset, started, thought, unknown } from "../frames.ts";

function fold(frames: readonly Frame[], from = askedState("m", "")): AnswerState {
  return frames.reduce(applyFrame, from);
}

const WHOLE = [
  started(),
  thought("1-2", "hm"),
  delta("1-3", "Hel"),
  delta("1-4", "lo"),
  end("1-5"),
];

test("deltas become the text, reasoning stays apart", () => {
  const state = fold(WHOLE);
  expect(state).toMatchObject({ text: "Hello", reasoning: "hm", status: "finished", ended: true });
  expect(state.cursor).toEqual(at("1-5"));
});

test("a frame that was seen before changes nothing, at every place", () => {
  for (let index = 0; index < WHOLE.length; index += 1) {
    const again = [...WHOLE.slice(0, index + 1), ...WHOLE.slice(0, index + 1)];
    expect(fold(again)).toEqual(fold(WHOLE.slice(0, index + 1)));
  }
});

test("following from any cursor over a state that is ahead gives the same answer", () => {
  for (let index = 0; index <= WHOLE.length; index += 1) {
    expect(fold(WHOLE.slice(index), fold(WHOLE))).toEqual(fold(WHOLE));
  }
});

test("a missing frame is never skipped over", () => {
  expect(() => fold([started(), delta("1-3", "lo")])).toThrow(GapError);
  expect(() => fold([delta("1-2", "lo")])).toThrow(GapError);
  expect(() => fold([started(), delta("2-3", "lo")])).toThrow(GapError);
});

test("a reset replaces text and reasoning, and the stream goes on behind it", () => {
  const state = fold([...WHOLE.slice(0, 4), reset("1-3", "Help", "so"), delta("1-4", "!")]);
  expect(state).toMatchObject({ text: "Help!", reasoning: "so", cursor: at("1-4"), ended: false });
});

test("a reset that takes the reader back is obeyed", () => {
  const state = fold([started(), delta("1-2", "abc"), reset("1-1", ""), delta("1-2", "x")]);
  expect(state.text).toBe("x");
});

test("a later epoch opens an ended answer again and keeps its text", () => {
  const state = fold([...WHOLE, started("2-1")]);
  expect(state).toMatchObject({ text: "Hello", status: "queued", ended: false, reason: null });
  const more = fold([reset("2-2", "Hello", "hm"), delta("2-3", " you"), end("2-4")], state);
  expect(more).toMatchObject({ text: "Hello you", ended: true });
});

test("an end carries status, reason and error", () => {
  const error = { code: "provider_broken", title: "t", detail: "d", retryable: true };
  const state = fold([started(), end("1-2", { status: "failed", reason: "error", error })]);
  expect(state).toMatchObject({ status: "failed", reason: "error", error, phase: null });
});

test("a heartbeat tells the phase and never moves the cursor", () => {
  const state = fold([started(), heartbeat("queued", 3)]);
  expect(state).toMatchObject({ phase: "queued", queuePosition: 3, cursor: at("1-1") });
  expect(fold([heartbeat("queued")], fold(WHOLE))).toEqual(fold(WHOLE));
});

test("an entry of a later server changes nothing but the cursor", () => {
  const state = fold([started(), delta("1-2", "a"), unknown("1-3")]);
  expect(state).toEqual({ ...fold([started(), delta("1-2", "a")]), cursor: at("1-3") });
  expect(fold([delta("1-4", "b")], state).text).toBe("ab");
  expect(() => fold([unknown("1-5")], state)).toThrow(GapError);
});

test("the revision tells whether the text was only added to", () => {
  const grown = fold([started(), delta("1-2", "a")]);
  expect(fold([delta("1-3", "b"), end("1-4")], grown).revision).toBe(grown.revision);
  expect(fold([reset("1-3", "x")], grown).revision).not.toBe(grown.revision);
  expect(fold([started()], { ...grown, cursor: null }).revision).not.toBe(grown.revision);
});

test("reading again from the start replaces what was there", () => {
  const lost = { ...fold(WHOLE.slice(0, 4)), cursor: null };
  expect(fold(WHOLE, lost)).toMatchObject({ text: "Hello", reasoning: "hm", ended: true });
});
