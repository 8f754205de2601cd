import { expect, test } from "vitest";
import {
  type AnswerState,
  applyFrame,
  blankState,
  GapError,
  snapshotState,
} from "../../../src/core/index.ts";
import type { CandidatesData, Frame } from "../../../src/protocol/index.ts";
import { answered } from "../fake-api.ts";
import {
  at,
  candidates,
  delta,
  end,
  heartbeat,
  reset,
  started,
  thought,
  toolCall,
  unknown,
} from "../frames.ts";

function fold(frames: readonly Frame[], from = blankState({ model: "m" })): AnswerState {
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

const CALLED = [
  started(),
  thought("1-2", "hm"),
  delta("1-3", "Let me "),
  toolCall("1-4", { index: 1, id: "call_2", name: "g", arguments: "{}" }),
  toolCall("1-5", { index: 0, id: "call_1", name: "f", arguments: "{" }),
  delta("1-6", "see."),
  toolCall("1-7", { index: 0, arguments: '"x":1}' }),
  end("1-8", { reason: "tool_calls" }),
];

test("thinking, text and calls are the parts of an answer, each whole and in one order", () => {
  const { parts, text, reasoning, reason } = fold(CALLED);
  expect(parts).toEqual([
    { kind: "reasoning", text: "hm", revision: 1 },
    { kind: "text", text: "Let me see.", revision: 1 },
    {
      ...{ kind: "tool_call", index: 0, id: "call_1", name: "f" },
      ...{ arguments: '{"x":1}', revision: 1 },
    },
    { kind: "tool_call", index: 1, id: "call_2", name: "g", arguments: "{}", revision: 1 },
  ]);
  expect({ text, reasoning, reason }).toEqual({
    ...{ text: "Let me see.", reasoning: "hm" },
    reason: "tool_calls",
  });
});

test("a snapshot has the calls that came before it, and those behind it go on", () => {
  const calls = [
    { index: 0, id: "call_1", name: "f", arguments: "{" },
    { index: 1, id: "call_2", name: "g", arguments: "{}" },
  ];
  const snapshot = { text: "Let me ", reasoning: "hm", tool_calls: calls, cursor: "1-5" };
  const parts = (state: AnswerState) => state.parts.map((part) => ({ ...part, revision: 0 }));
  const followed = fold(CALLED.slice(5), snapshotState(answered(snapshot)));
  expect(parts(followed)).toEqual(parts(fold(CALLED)));
});

test("text and reasoning are those of the parts, wherever the answer is", () => {
  const joined = (state: AnswerState, kind: "text" | "reasoning") =>
    state.parts.flatMap((part) => (part.kind === kind ? part.text : [])).join("");
  const frames = [...WHOLE, started("2-1"), reset("2-2", "Hel", "hm"), delta("2-3", "p")];
  for (let index = 0; index <= frames.length; index += 1) {
    const state = fold(frames.slice(0, index));
    expect([joined(state, "text"), joined(state, "reasoning")]).toEqual([
      state.text,
      state.reasoning,
    ]);
  }
});

test("a part that nothing was added to stays the same object", () => {
  const before = fold(CALLED.slice(0, 6));
  const after = fold(CALLED.slice(6), before);
  expect(after.parts[0]).toBe(before.parts[0]);
  expect(after.parts[1]).toBe(before.parts[1]);
  expect(after.parts[2]).not.toBe(before.parts[2]);
});

test("a reset leaves no part but those it tells, in a revision of their own", () => {
  const called = fold(CALLED.slice(0, 7));
  const { parts, revision } = fold([reset("1-8", "New")], called);
  expect(parts).toEqual([{ kind: "text", text: "New", revision }]);
  expect(revision).not.toBe(called.revision);
});

test("what was read as a whole has the parts of what was followed", () => {
  const followed = fold(WHOLE);
  const { parts } = snapshotState(answered({ text: "Hello", reasoning: "hm" }));
  expect(parts.map((part) => ({ ...part, revision: 0 }))).toEqual(
    followed.parts.map((part) => ({ ...part, revision: 0 })),
  );
});

test("calls make an answer grow, and stay apart from its text", () => {
  const state = fold([started(), toolCall("1-2", { index: 0, name: "f" })]);
  expect(state).toMatchObject({ text: "", status: "generating", phase: "generating" });
});

test("candidates are kept in their order, until a reset says what there is", () => {
  const told = (at: number, text: string) =>
    ({ at, tokens: [[text, -0.5, [[text, -0.5]]]] }) satisfies CandidatesData;
  const frames = [
    started(),
    delta("1-2", "ab"),
    candidates("1-3", told(0, "a")),
    candidates("1-4", told(1, "b")),
  ];
  const state = frames.reduce(applyFrame, blankState({ candidates: 1 }));
  expect(state.text).toBe("ab");
  expect(state.told?.latest).toEqual(told(1, "b"));
  expect(state.told?.before).toEqual({ latest: told(0, "a"), before: null });
  // What was there stays as it is: a reader of it need not look again.
  const more = applyFrame(state, candidates("1-5", told(2, "c")));
  expect(more.told?.before).toBe(state.told);
  const whole = applyFrame(more, reset("2-2", "xy", "", [told(0, "x"), told(1, "y")]));
  expect(whole.told).toEqual({
    latest: told(1, "y"),
    before: { latest: told(0, "x"), before: null },
  });
  expect(applyFrame(whole, reset("2-3", "z")).told).toBeNull();
  const none = applyFrame(whole, end("2-3", { notice: "no_candidates" }));
  expect([none.notice, none.candidates]).toEqual(["no_candidates", 1]);
});
