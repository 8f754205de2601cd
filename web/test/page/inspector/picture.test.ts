import { expect, test } from "vitest";
import { Recorder, type Recording } from "../../../src/core/recording/index.ts";
import { pictureOf } from "../../../src/page/inspector/picture.ts";
import { delta, end, sized, started } from "../../core/frames.ts";
import { REQUEST } from "./recorded.ts";

function begin() {
  const time = { now: 0 };
  const recorder = new Recorder({ now: () => time.now });
  const poll = (at: number, tokens: number, seq: number): void => {
    time.now = at;
    const wire = recorder.opening({ ...REQUEST, method: "GET", transport: "polling" });
    time.now = at + 10;
    wire.head(200, [["content-type", "application/json"]]);
    const frames = Array.from({ length: tokens }, (_, index) => delta(`1-${seq + index}`, "x"));
    wire.chunk(sized(100 + tokens), frames);
    wire.closed("ended", null);
  };
  return { time, recorder, poll, recording: () => recorder.recording("a1") as Recording };
}

test("a stream is one request, and one reply with its tokens at their times", () => {
  const { time, recorder, recording } = begin();
  const wire = recorder.opening(REQUEST);
  time.now = 100;
  wire.head(200, [["content-type", "text/event-stream"]]);
  wire.chunk(sized(50), [started()]);
  time.now = 200;
  wire.chunk(sized(60), [delta("1-2", "a"), delta("1-3", "b")]);
  time.now = 500;
  wire.chunk(sized(70), [delta("1-4", "c"), end("1-5")]);
  wire.closed("ended", null);
  const picture = pictureOf(recording(), "sse");
  expect(picture?.rows).toEqual([
    { kind: "request", ms: 0, method: "POST" },
    { kind: "stream", ms: 100, endMs: 500, marks: [0.25, 0.25, 1], each: 1, tokens: 3, bytes: 180 },
  ]);
  expect(picture).toMatchObject({ requests: 1, tokens: 3, perReply: 1.5 });
  expect(pictureOf(recording(), "polling")).toBeNull();
});

test("polling is a request and a reply, again and again, of which the first and the last are drawn", () => {
  const { poll, recording } = begin();
  for (let round = 0; round < 6; round += 1)
    poll(round * 1_000, round === 0 ? 0 : 10, round * 10 + 1);
  const picture = pictureOf(recording(), "polling");
  expect(picture?.rows).toEqual([
    ...[
      { kind: "request", ms: 0, method: "GET" },
      { kind: "reply", ms: 10, tokens: 0, bytes: 100 },
    ],
    { kind: "request", ms: 1_000, method: "GET" },
    { kind: "reply", ms: 1_010, tokens: 10, bytes: 110 },
    { kind: "request", ms: 2_000, method: "GET" },
    { kind: "reply", ms: 2_010, tokens: 10, bytes: 110 },
    { kind: "more", count: 2 },
    { kind: "request", ms: 5_000, method: "GET" },
    { kind: "reply", ms: 5_010, tokens: 10, bytes: 110 },
  ]);
  expect(picture).toMatchObject({ requests: 6, tokens: 50, perReply: 10 });
});

test("a request without a reply, and very many tokens, are drawn as far as they can be", () => {
  const { time, recorder, recording } = begin();
  const wire = recorder.opening(REQUEST);
  expect(pictureOf(recording(), "sse")?.rows).toHaveLength(1);
  wire.head(200, [["content-type", "text/event-stream"]]);
  for (let seq = 1; seq <= 1_000; seq += 1) {
    time.now = seq;
    wire.chunk(sized(50), [delta(`1-${seq}`, "x")]);
  }
  const row = pictureOf(recording(), "sse")?.rows[1];
  if (row?.kind !== "stream") throw new Error("it is no stream");
  // Twelve can be told apart, and it is told for how many each of them stands.
  expect([row.marks.length, row.each]).toEqual([12, 84]);
  expect(row.tokens).toBe(1_000);
});

test("a WebSocket begins with a handshake, whose reply is no HTTP any more", () => {
  const { time, recorder, recording } = begin();
  const url = "ws://yeoul/api/answers/a1/socket";
  const wire = recorder.opening({ ...REQUEST, url, method: "GET", transport: "websocket" });
  time.now = 5;
  wire.head(101, []);
  expect(pictureOf(recording(), "websocket")?.rows.slice(0, 2)).toEqual([
    { kind: "request", ms: 0, method: "GET" },
    { kind: "upgrade", ms: 5 },
  ]);
});
