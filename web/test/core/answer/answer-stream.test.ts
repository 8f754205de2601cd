import { expect, test } from "vitest";
import {
  AnswerStream,
  blankState,
  type StreamSnapshot,
  snapshotState,
} from "../../../src/core/index.ts";
import { type Answer, ApiError, ownError } from "../../../src/protocol/index.ts";
import type { WakeReason } from "../../../src/runtime/index.ts";
import { HEARTBEAT_MS } from "../../../src/transports/index.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";
import { fakeApi } from "../fake-api.ts";
import { delta, end, heartbeat, started } from "../frames.ts";
import { ScriptedTransport } from "../scripted-transport.ts";

const ANSWER: Answer = {
  id: "a1",
  conversation_id: "c1",
  parent_id: "q1",
  role: "assistant",
  status: "generating",
  text: "Hel",
  model: "m",
  cursor: "1-2",
  created_at: "2026-01-01T00:00:00Z",
};

const AWAY = ownError("network", "", true);
const TAKEN = new ApiError({ status: 409, code: "id_taken", detail: "", retryable: false });
const RESTARTING = new ApiError({
  status: 503,
  code: "shutting_down",
  detail: "",
  retryable: true,
});
const QUESTION = { content: "hi", ids: { answer: "a1" } };

function begin(kind: "follow" | "ask" = "follow", giveUpMs = Number.POSITIVE_INFINITY) {
  const transport = new ScriptedTransport();
  const clock = new FakeClock();
  let wake = (_why: WakeReason): void => undefined;
  const paints: (() => void)[] = [];
  const options = {
    transport,
    api: fakeApi(),
    giveUpMs,
    clock,
    schedule: (run: () => void) => paints.push(run),
    wakeUps: (given: typeof wake) => {
      wake = given;
      return () => undefined;
    },
  };
  const ask = kind === "ask" ? QUESTION : null;
  const initial = kind === "ask" ? blankState({ id: "a1", model: "m" }) : snapshotState(ANSWER);
  const stream = new AnswerStream(initial, ask, options);
  let over = false;
  void stream.start().then(() => {
    over = true;
  });
  return {
    transport,
    clock,
    stream,
    wake: (why: WakeReason = "online") => wake(why),
    over: () => over,
    paints,
    /** What is shown after the next painted frame. */
    painted(): StreamSnapshot {
      for (const paint of paints.splice(0)) paint();
      return stream.getSnapshot();
    },
  };
}

test("it follows from the cursor of the snapshot to the end", async () => {
  const { transport, painted, over } = begin();
  expect(transport.last.what).toEqual({ after: "1-2" });
  await transport.last.frames(delta("1-3", "lo"), end("1-4"));
  expect(painted().answer).toMatchObject({ text: "Hello", ended: true });
  await transport.last.end();
  expect(over()).toBe(true);
  expect(transport.connections).toHaveLength(1);
});

test("frames of one painted frame are shown together", async () => {
  const { transport, stream, painted, paints } = begin();
  let told = 0;
  stream.subscribe(() => {
    told += 1;
  });
  await transport.last.frames(delta("1-3", "l"));
  await transport.last.frames(delta("1-4", "o"));
  expect(paints).toHaveLength(1);
  expect(stream.getSnapshot().answer.text).toBe("Hel");
  expect(painted().answer.text).toBe("Hello");
  expect(told).toBe(1);
});

test("a closed connection is opened again behind the last event", async () => {
  const { transport, clock, painted } = begin();
  await transport.last.frames(delta("1-3", "lo"));
  await transport.last.end();
  expect(painted().connection).toBe("reconnecting");
  await clock.pass(250);
  expect(transport.connections).toHaveLength(2);
  expect(transport.last.what).toEqual({ after: "1-3" });
  await transport.last.frames(delta("1-3", "lo"), delta("1-4", "!"), end("1-5"));
  expect(painted().answer.text).toBe("Hello!");
});

test("failures wait longer and longer, up to eight seconds, and success starts over", async () => {
  const { transport, clock } = begin();
  const waits: number[] = [];
  for (let failure = 0; failure < 8; failure += 1) {
    await transport.last.fail(AWAY);
    waits.push(clock.waiting()[0] ?? -1);
    await clock.pass(8_000);
  }
  expect(waits).toEqual([187.5, 375, 750, 1500, 3000, 6000, 6000, 6000]);
  await transport.last.frames(heartbeat("queued"));
  await transport.last.end();
  expect(clock.waiting()[0]).toBe(187.5);
});

test("a connection without a byte for two and a half heartbeats is given up", async () => {
  const { transport, clock } = begin();
  const first = transport.last;
  await clock.pass(2 * HEARTBEAT_MS);
  await first.bytes();
  await clock.pass(2 * HEARTBEAT_MS);
  expect(first.signal.aborted).toBe(false);
  await clock.pass(HEARTBEAT_MS);
  expect(first.signal.aborted).toBe(true);
  await clock.pass(500);
  expect(transport.connections).toHaveLength(2);
});

test("waking up ends a wait at once", async () => {
  const { transport, wake } = begin();
  await transport.last.end();
  wake();
  await settle();
  expect(transport.connections).toHaveLength(2);
});

test("waking up gives up a connection that was silent while the page slept", async () => {
  const { transport, clock, wake } = begin();
  await clock.pass(1.5 * HEARTBEAT_MS);
  wake();
  expect(transport.last.signal.aborted).toBe(true);
});

test("waking up leaves a living connection alone", async () => {
  const { transport, clock, wake } = begin();
  await clock.pass(0.5 * HEARTBEAT_MS);
  wake();
  expect(transport.last.signal.aborted).toBe(false);
});

test("each connection is made for a reason that is told", async () => {
  const { transport, clock, wake } = begin("ask");
  await transport.last.fail(AWAY);
  await clock.pass(10_000);
  await transport.last.frames(started());
  await transport.last.end();
  await clock.pass(10_000);
  await clock.pass(3 * HEARTBEAT_MS);
  await transport.last.fail(RESTARTING);
  await clock.pass(10_000);
  await transport.last.frames(delta("1-9", "behind a gap"));
  await clock.pass(10_000);
  await clock.pass(1.5 * HEARTBEAT_MS);
  wake("awake");
  await clock.pass(10_000);
  await transport.last.end();
  wake("online");
  await settle();
  const told = ["asked", "cut", "cut", "silent", "refused", "misread", "awake", "online"];
  expect(transport.reasons).toEqual(told);
  expect(begin().transport.reasons).toEqual(["opened"]);
});

test("frames of a connection that was given up are not taken", async () => {
  const { transport, clock, wake, painted } = begin();
  const dead = transport.last;
  await clock.pass(1.5 * HEARTBEAT_MS);
  wake();
  await dead.frames(delta("1-3", "lo"));
  expect(painted().answer.text).toBe("Hel");
});

test("a gap is asked for again from the cursor, after a wait", async () => {
  const { transport, clock, painted } = begin();
  await transport.last.frames(delta("1-3", "l"), delta("1-5", "!"));
  expect(painted().answer.text).toBe("Hell");
  expect(transport.connections).toHaveLength(1);
  await clock.pass(250);
  expect(transport.last.what).toEqual({ after: "1-3" });
});

test("asking is repeated with the same key until it is known to have arrived", async () => {
  const { transport, clock } = begin("ask");
  expect(transport.last.what).toEqual({ ask: QUESTION });
  await transport.last.fail(AWAY);
  await clock.pass(250);
  expect(transport.last.what).toEqual({ ask: QUESTION });
  await transport.last.frames(started());
  await transport.last.end();
  await clock.pass(250);
  expect(transport.last.what).toEqual({ after: "1-1" });
});

test("a refusal that no retry can change ends it", async () => {
  const { transport, painted, over } = begin("ask");
  const refusal = new ApiError({
    status: 422,
    code: "unknown_model",
    detail: "",
    retryable: false,
  });
  await transport.last.fail(refusal);
  expect(painted()).toMatchObject({ connection: "refused", refusal });
  expect(over()).toBe(true);
});

test("a server that keeps refusing a question for the moment is believed at last", async () => {
  const { transport, clock, over } = begin("ask");
  for (let failure = 0; failure < 4; failure += 1) {
    expect(over()).toBe(false);
    await transport.last.fail(RESTARTING);
    await clock.pass(10_000);
  }
  expect(over()).toBe(true);
});

test("a question that may have arrived is not given up while its server restarts", async () => {
  const { transport, clock, painted, over } = begin("ask");
  await transport.last.fail(TAKEN);
  for (let failure = 0; failure < 6; failure += 1) {
    await clock.pass(10_000);
    expect(transport.last.what).toEqual({ after: null });
    await transport.last.fail(RESTARTING);
  }
  expect(over()).toBe(false);
  await clock.pass(10_000);
  await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3"));
  expect(painted()).toMatchObject({ arrived: true, answer: { text: "Hello" } });
});

test("ids that belong to another answer end it at once, with what was said of them", async () => {
  const { transport, clock, painted, over } = begin("ask");
  await transport.last.fail(TAKEN);
  await clock.pass(10_000);
  await transport.last.fail(
    new ApiError({ status: 404, code: "not_found", detail: "", retryable: false }),
  );
  expect(painted()).toMatchObject({ connection: "refused", refusal: TAKEN, arrived: false });
  expect(over()).toBe(true);
});

test("ids that are taken are waited for no longer than a server that stays away", async () => {
  const { transport, clock, painted, over } = begin("ask", 60_000);
  await transport.last.fail(TAKEN);
  for (let failure = 0; failure < 7; failure += 1) {
    await clock.pass(10_000);
    await transport.last.fail(RESTARTING);
  }
  expect(painted()).toMatchObject({ connection: "refused", arrived: false });
  expect(over()).toBe(true);
});

test("a Stop takes back no question that may have arrived: it stops the answer", async () => {
  const { stream, transport, painted } = begin("ask");
  await transport.last.fail(TAKEN);
  expect(painted().connection).toBe("reconnecting");
  await stream.stop();
  expect(painted()).toMatchObject({
    connection: "ended",
    arrived: true,
    answer: { status: "stopped" },
  });
});

test("the wait is as long as the server asks for", async () => {
  const { transport, clock } = begin();
  await transport.last.fail(
    new ApiError({
      status: 503,
      code: "shutting_down",
      detail: "",
      retryable: true,
      retryAfterMs: 5000,
    }),
  );
  expect(clock.waiting()).toEqual([5000]);
});

test("a server that says the cursor is the end is read again from the start", async () => {
  const { transport, clock, painted } = begin();
  await transport.last.end("done");
  await clock.pass(250);
  expect(transport.last.what).toEqual({ after: null });
  await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3"));
  expect(painted().answer).toMatchObject({ text: "Hello", ended: true });
});

test("a settled snapshot from elsewhere ends it", async () => {
  const { stream, transport, painted, over } = begin();
  stream.adopt({ ...ANSWER, status: "stopped", reason: "stopped", text: "Hell", cursor: "1-4" });
  await settle();
  expect(painted().answer).toMatchObject({ text: "Hell", status: "stopped" });
  expect(transport.last.signal.aborted).toBe(true);
  expect(over()).toBe(true);
});

test("closing lets go of the connection", async () => {
  const { stream, transport, over } = begin();
  stream.close();
  await settle();
  expect(transport.last.signal.aborted).toBe(true);
  expect(over()).toBe(true);
});
