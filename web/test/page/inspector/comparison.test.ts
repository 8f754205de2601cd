// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { snapshotState } from "../../../src/core/index.ts";
import { Recorder } from "../../../src/core/recording/index.ts";
import { Comparison } from "../../../src/page/inspector/comparison.ts";
import type { Answer } from "../../../src/protocol/index.ts";
import { LADDER, type Ways } from "../../../src/transports/index.ts";
import { delta, end, started } from "../../core/frames.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { settle } from "../../runtime/fake-clock.ts";

const ANSWER = {
  ...{ id: "a1", conversation_id: "c", parent_id: "q", role: "assistant", model: "m" },
  ...{ status: "generating", text: "Hi", cursor: "1-2", created_at: "t" },
} as Answer;

function begin(answer: Answer = ANSWER, { places = true } = {}) {
  const ways = {
    sse: new ScriptedTransport(),
    websocket: new ScriptedTransport(),
    "long-polling": new ScriptedTransport(),
    polling: new ScriptedTransport(),
    hidden: new ScriptedTransport(),
  } satisfies Ways;
  let given = 0;
  const comparison = new Comparison(snapshotState(answer), {
    waysFor: () => ways,
    recorders: () => new Recorder({ now: () => 0 }),
    schedule: (run) => run(),
    slots: async () => {
      if (!places) return null;
      given += 1;
      return () => {
        given -= 1;
      };
    },
  });
  const running = comparison.start();
  const states = (): string[] => comparison.lanes.map((lane) => lane.state);
  return { comparison, ways, running, states, given: () => given };
}

test("a growing answer is followed by all four from where the page is", async () => {
  const { ways, comparison, running, states, given } = begin();
  await settle();
  expect(comparison.lanes.map((lane) => lane.name)).toEqual(LADDER);
  for (const name of LADDER) expect(ways[name].last.what).toEqual({ after: "1-2" });
  expect(comparison.running).toBe(true);
  expect(given()).toBe(1);
  for (const name of LADDER) {
    await ways[name].last.frames(delta("1-3", " there"), end("1-4"));
    await ways[name].last.end();
  }
  await running;
  expect(states()).toEqual(["ended", "ended", "ended", "ended"]);
  expect([comparison.running, comparison.afterwards, given()]).toEqual([false, false, 0]);
});

test("an ended answer is read again from its start", async () => {
  const { ways, comparison, running } = begin({ ...ANSWER, status: "finished" });
  await settle();
  expect(comparison.afterwards).toBe(true);
  for (const name of LADDER) {
    expect(ways[name].last.what).toEqual({ after: null });
    await ways[name].last.frames(started(), delta("1-2", "Hi"), end("1-3"));
    await ways[name].last.end();
  }
  await running;
  expect(comparison.running).toBe(false);
});

test("where other windows have all the places for streams, SSE is left out and says so", async () => {
  const { ways, states } = begin(ANSWER, { places: false });
  await settle();
  expect(states()).toEqual(["crowded", "following", "following", "following"]);
  expect(ways.sse.connections).toHaveLength(0);
});

test("closing lets go of all of them", async () => {
  const { ways, comparison, running } = begin();
  await settle();
  comparison.close();
  await running;
  for (const name of LADDER) expect(ways[name].last.signal.aborted).toBe(true);
  expect(comparison.running).toBe(false);
});
