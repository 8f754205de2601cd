import { expect, test } from "vitest";
import { snapshotState, wholeOf } from "../../../src/core/index.ts";
import { Recorder } from "../../../src/core/recording/index.ts";
import { Replay, reelOf } from "../../../src/page/inspector/replay.ts";
import type { Answer, Frame } from "../../../src/protocol/index.ts";
import {
  delta,
  end,
  heartbeat,
  reset,
  sized,
  started,
  thought,
  toolCall,
} from "../../core/frames.ts";
import { REQUEST, recorded } from "./recorded.ts";

const ANSWER: readonly (readonly [number, Frame])[] = [
  [100, started()],
  [200, thought("1-2", "Hm")],
  [400, delta("1-3", "A ")],
  [400, delta("1-4", "ri")],
  [1_400, delta("1-5", "ver")],
  [1_500, end("1-6")],
];

/** A replay whose frames are painted by the test, 100 ms apart unless told otherwise. */
function begin(frames = ANSWER) {
  const reel = reelOf(recorded(frames), null);
  if (reel === null) throw new Error("nothing to replay");
  const time = { now: 5_000 };
  let next: (() => void) | null = null;
  const replay = new Replay(reel, {
    now: () => time.now,
    nextFrame: (run) => {
      next = run;
      return () => {
        next = null;
      };
    },
  });
  const pass = (ms: number, step = 100): void => {
    for (let passed = 0; passed < ms; passed += step) {
      time.now += step;
      const run = next;
      next = null;
      run?.();
    }
  };
  return { replay, pass, view: () => replay.view.getSnapshot(), waits: () => next !== null };
}

test("events come again with the gaps they had, the wait for the first included", () => {
  const { replay, pass, view } = begin();
  expect(view()).toMatchObject({ durationMs: 1_500, count: 6, shown: 0, playing: false });
  replay.play();
  pass(300);
  expect(view()).toMatchObject({ shown: 2, positionMs: 300 });
  expect(view().answer).toMatchObject({ text: "", reasoning: "Hm" });
  pass(100);
  expect(view().answer.text).toBe("A ri");
  pass(900);
  expect(view().answer.text).toBe("A ri");
  pass(200);
  expect(view()).toMatchObject({ playing: false, shown: 6, positionMs: 1_500 });
  expect(view().answer).toMatchObject({ text: "A river", ended: true, status: "finished" });
});

test("speed changes the gaps while it plays", () => {
  const { replay, pass, view } = begin();
  replay.setSpeed(4);
  replay.play();
  pass(100);
  expect(view().positionMs).toBe(400);
  replay.setSpeed(0.25);
  pass(400);
  expect(view().positionMs).toBe(500);
});

test("a pause holds, and what comes after goes on from there", () => {
  const { replay, pass, view, waits } = begin();
  replay.play();
  pass(200);
  replay.pause();
  expect(waits()).toBe(false);
  pass(10_000);
  expect(view()).toMatchObject({ positionMs: 200, playing: false });
  replay.play();
  pass(200);
  expect(view().positionMs).toBe(400);
});

test("going back takes text away and says so; going forward adds it", () => {
  const { replay, view } = begin();
  replay.seek(9_999);
  expect(view()).toMatchObject({ positionMs: 1_500, rewinds: 0 });
  replay.seek(400);
  expect(view()).toMatchObject({ shown: 4, rewinds: 1 });
  expect(view().answer.text).toBe("A ri");
  replay.seek(0);
  expect(view().answer.text).toBe("");
});

test("a slider, which knows no fractions, reaches the last event", () => {
  const { replay, view } = begin([
    [100.25, started()],
    [200.3000000003725, delta("1-2", "all")],
  ]);
  replay.seek(Math.round(view().durationMs));
  expect(view()).toMatchObject({ shown: 2, count: 2 });
});

test("playing at the end begins anew", () => {
  const { replay, pass, view } = begin();
  replay.seek(1_500);
  replay.play();
  pass(100);
  expect(view()).toMatchObject({ playing: true, positionMs: 100, shown: 1 });
});

test("wherever somebody goes in a long answer, the text is that of all events before", () => {
  const frames: (readonly [number, Frame])[] = [[0, started()]];
  for (let seq = 2; seq <= 3_500; seq += 1) frames.push([seq, delta(`1-${seq}`, `${seq} `)]);
  const { replay, view } = begin(frames);
  for (const position of [3_500, 2_999, 10, 1_000, 1_001, 2_500, 0, 3_500]) {
    replay.seek(position);
    const { text } = view().answer;
    const words = text.split(" ").length - 1;
    expect([words, view().shown]).toEqual([Math.max(position - 1, 0), Math.max(position, 1)]);
  }
});

test("what has come since is taken in without a jump", () => {
  const { replay, view } = begin(ANSWER.slice(0, 4));
  replay.seek(400);
  const reel = reelOf(recorded(ANSWER), null);
  if (reel !== null) replay.load(reel);
  expect(view()).toMatchObject({ positionMs: 400, durationMs: 1_500, count: 6, shown: 4 });
  expect(view().answer.text).toBe("A ri");
});

test("events that came twice or behind a gap change nothing, as while the answer grew", () => {
  const { replay, view } = begin([
    ...ANSWER.slice(0, 3),
    [500, delta("1-3", "A ")],
    [600, delta("1-9", "lost")],
    [700, delta("1-4", "ri")],
    [800, reset("1-6", "A river")],
  ]);
  replay.seek(700);
  expect(view().answer.text).toBe("A ri");
  replay.seek(800);
  expect(view().answer.text).toBe("A river");
});

const MESSAGE = {
  ...{ id: "a1", conversation_id: "c", parent_id: "q", role: "assistant", model: "m" },
  ...{ status: "finished", text: "Once upon a time", cursor: null, created_at: "t" },
} as Answer;

test("text from before the recording began stands before what was recorded", () => {
  const frames = [
    [10, delta("1-7", "a ")],
    [20, delta("1-8", "time")],
    [30, end("1-9")],
  ] as const;
  const known = { method: "GET" } as const;
  const whole = reelOf(recorded(frames, known), snapshotState(MESSAGE));
  expect(whole?.base.text).toBe("Once upon ");
  expect(whole?.beginAt).toBe(10);
  // The page has not painted the last events yet.
  const growing = { ...snapshotState({ ...MESSAGE, status: "generating", cursor: "1-7" }) };
  const lagging = reelOf(recorded(frames, known), { ...growing, text: "Once upon a " });
  expect(lagging?.base.text).toBe("Once upon ");
});

test("calls from before the recording began are there, as far as they had come", () => {
  const frames = [
    [10, toolCall("1-7", { index: 0, arguments: "1}" })],
    [20, toolCall("1-8", { index: 1, id: "call_2", name: "tide", arguments: "{}" })],
    [30, end("1-9", { reason: "tool_calls" })],
  ] as const;
  const calls = [
    { index: 0, id: "call_1", name: "weather", arguments: '{"day":1}' },
    { index: 1, id: "call_2", name: "tide", arguments: "{}" },
  ];
  const known = snapshotState({ ...MESSAGE, tool_calls: calls });
  const reel = reelOf(recorded(frames, { method: "GET" } as const), known);
  if (reel === null) throw new Error("nothing to replay");
  expect(wholeOf(reel.base)).toEqual({
    text: MESSAGE.text,
    reasoning: "",
    tool_calls: [{ ...calls[0], arguments: '{"day":' }],
  });
  const replay = new Replay(reel);
  replay.seek(1_000);
  expect(wholeOf(replay.view.getSnapshot().answer).tool_calls).toEqual(calls);
});

test("a stream that begins with a heartbeat is replayed from its first event on", () => {
  const frames = [
    [5, heartbeat("queued")],
    [10, delta("1-7", "a ")],
    [20, delta("1-8", "time")],
    [30, end("1-9")],
  ] as const;
  const reel = reelOf(recorded(frames, { method: "GET" } as const), snapshotState(MESSAGE));
  if (reel === null) throw new Error("nothing to replay");
  expect(reel.base.text).toBe("Once upon ");
  const replay = new Replay(reel);
  replay.seek(1_000);
  expect(replay.view.getSnapshot().answer.text).toBe("Once upon a time");
});

test("the text behind a heartbeat that was dropped is there, too", () => {
  const recorder = new Recorder({ maxEvents: 3, now: () => 0 });
  const wire = recorder.opening({ ...REQUEST, method: "GET" });
  wire.chunk(sized(1), [heartbeat("queued")]);
  for (let seq = 7; seq <= 20; seq += 1) wire.chunk(sized(1), [delta(`1-${seq}`, `${seq} `)]);
  const recording = recorder.recording("a1");
  const reel = recording === undefined ? null : reelOf(recording, null);
  if (reel === null) throw new Error("nothing was recorded");
  const replay = new Replay(reel);
  replay.seek(1_000);
  const words = Array.from({ length: 14 }, (_, index) => `${index + 7} `).join("");
  expect(replay.view.getSnapshot().answer.text).toBe(words);
});

test("the text of events that were dropped is there from the start", () => {
  let now = 0;
  const recorder = new Recorder({ maxEvents: 10, now: () => now });
  const wire = recorder.opening(REQUEST);
  wire.chunk(sized(1), [started()]);
  for (let seq = 2; seq <= 40; seq += 1) {
    now = seq;
    wire.chunk(sized(1), [delta(`1-${seq}`, `${seq} `)]);
  }
  const recording = recorder.recording("a1");
  const reel = recording === undefined ? null : reelOf(recording, null);
  if (reel === null) throw new Error("nothing was recorded");
  const replay = new Replay(reel);
  replay.seek(1_000);
  const words = Array.from({ length: 39 }, (_, index) => `${index + 2} `).join("");
  expect(replay.view.getSnapshot().answer.text).toBe(words);
  expect(reel.events.length).toBeLessThan(12);
});

test("where nothing was recorded there is nothing to replay", () => {
  expect(reelOf(recorded([]), null)).toBeNull();
});

test("events of which no time is known are played evenly", () => {
  const recorder = new Recorder({ now: () => 7_000 });
  recorder.following("a1", "reread");
  const wire = recorder.opening({ ...REQUEST, method: "GET" });
  wire.chunk(sized(100), [started(), delta("1-2", "A "), delta("1-3", "river"), end("1-4")]);
  const reel = reelOf(recorder.recording("a1") ?? recorded([]), null);
  if (reel === null) throw new Error("nothing was recorded");
  const replay = new Replay(reel);
  const texts = [50, 100, 150].map((at) => {
    replay.seek(at);
    return replay.view.getSnapshot().answer.text;
  });
  expect(texts).toEqual(["", "A ", "A river"]);
});
