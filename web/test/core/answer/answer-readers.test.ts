import { expect, test } from "vitest";
import { EventQueue } from "../../../src/core/answer/answer-readers.ts";
import { AnswerStream, blankState, type FollowedEvent } from "../../../src/core/index.ts";
import { ApiError } from "../../../src/protocol/index.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";
import { fakeApi } from "../fake-api.ts";
import { at, delta, end, started, thought, toolCall, unknown } from "../frames.ts";
import { ScriptedTransport } from "../scripted-transport.ts";

function follow() {
  const transport = new ScriptedTransport();
  const clock = new FakeClock();
  const stream = new AnswerStream(
    blankState({ id: "a1", model: "m" }),
    { content: "Hi", ids: { answer: "a1" } },
    {
      transport,
      clock,
      api: fakeApi(),
      schedule: (run) => run(),
      wakeUps: () => () => undefined,
    },
  );
  void stream.start();
  return { transport, clock, stream };
}

async function read(events: AsyncIterable<FollowedEvent>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) {
    const text = "text" in event.data ? ` ${event.data.text}` : "";
    seen.push(`${event.cursor} ${event.kind}${text}`);
  }
  return seen;
}

test("a loop gets every event once and in order, across a lost connection, and then ends", async () => {
  const { transport, clock, stream } = follow();
  const reading = read(stream);
  await transport.last.frames(started(), thought("1-2", "Hm"));
  await transport.last.frames(delta("1-3", "Hel"));
  await transport.last.end();
  await clock.pass(1_000);
  await transport.last.frames(delta("1-3", "Hel"), delta("1-4", "lo"), unknown("1-5"), end("1-6"));
  expect(await reading).toEqual([
    "1-1 started",
    "1-2 reasoning Hm",
    "1-3 delta Hel",
    "1-4 delta lo",
    "1-6 end",
  ]);
});

test("a loop that begins late gets what there is as one reset", async () => {
  const { transport, stream } = follow();
  await transport.last.frames(started(), delta("1-2", "Hel"), delta("1-3", "lo"));
  const reading = read(stream);
  await transport.last.frames(delta("1-4", "!"), end("1-5"));
  expect(await reading).toEqual(["1-3 reset Hello", "1-4 delta !", "1-5 end"]);
  expect(await read(stream)).toEqual(["1-5 reset Hello!", "1-5 end"]);
});

test("text that nobody takes waits as one event, with the cursor behind all of it", async () => {
  const queue = new EventQueue(() => undefined);
  queue.push({ kind: "delta", data: { text: "a" } }, at("1-2"));
  queue.push({ kind: "delta", data: { text: "b" } }, at("1-3"));
  queue.push({ kind: "reasoning", data: { text: "c" } }, at("1-4"));
  queue.close("done");
  expect(await read(queue)).toEqual(["1-3 delta ab", "1-4 reasoning c"]);
});

test("leaving a loop closes the stream, and asks for nothing more", async () => {
  const { transport, stream } = follow();
  const reading = (async () => {
    for await (const event of stream) if (event.kind === "delta") break;
  })();
  await transport.last.frames(started(), delta("1-2", "Hel"));
  await reading;
  await settle();
  expect(stream.getSnapshot().connection).toBe("closed");
  expect(transport.last.signal.aborted).toBe(true);
});

test("a refusal is thrown in the loop, and by whenEnded", async () => {
  const { transport, stream } = follow();
  const reading = read(stream);
  const refused = new ApiError({
    status: 422,
    code: "unknown_model",
    detail: "",
    retryable: false,
  });
  const failing = expect(reading).rejects.toBe(refused);
  await transport.last.fail(refused);
  await failing;
  await expect(stream.whenEnded()).rejects.toBe(refused);
  await expect(read(stream)).rejects.toBe(refused);
});

test("an answer that is read again from its start begins anew for its readers", async () => {
  const { transport, clock, stream } = follow();
  const reading = read(stream);
  await transport.last.frames(started(), delta("1-2", "Hel"));
  // The server holds the cursor to be the end, of which nothing was seen here.
  await transport.last.end("done");
  await clock.pass(1_000);
  await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3"));
  const seen = await reading;
  expect(seen.slice(2)).toEqual(["1-1 started", "1-1 reset ", "1-2 delta Hello", "1-3 end"]);
});

test("a loop that begins late gets the calls with the one reset, as far as they have come", async () => {
  const { transport, stream } = follow();
  await transport.last.frames(
    started(),
    delta("1-2", "So"),
    toolCall("1-3", { index: 0, id: "call_1", name: "f", arguments: "{" }),
    toolCall("1-4", { index: 0, arguments: "}" }),
  );
  const told: unknown[] = [];
  const reading = (async () => {
    for await (const { kind, data } of stream) told.push(kind === "end" ? kind : data);
  })();
  await transport.last.frames(
    toolCall("1-5", { index: 1, name: "g" }),
    end("1-6", { reason: "tool_calls" }),
  );
  await reading;
  expect(told).toEqual([
    {
      text: "So",
      reasoning: "",
      tool_calls: [{ index: 0, id: "call_1", name: "f", arguments: "{}" }],
    },
    { index: 1, id: null, name: "g", arguments: null },
    "end",
  ]);
});
