import { expect, test } from "vitest";
import { type Exchange, Recorder, type Recording } from "../../../src/core/recording/index.ts";
import {
  cellsOf,
  cutLines,
  linesOf,
  RawFrames,
  type RawRow,
} from "../../../src/page/inspector/raw-frames.ts";
import { delta, started } from "../../core/frames.ts";
import { REQUEST } from "./recorded.ts";

const STREAM = Buffer.from(
  `retry: 1000\n\nid: 1-1\nevent: started\ndata: {}\n\n: ping\n\nid: 1-2\nevent: delta\ndata: {"text":"물"}\n\n`,
);

function begin(maxEvents = 100) {
  const time = { now: 0 };
  const recorder = new Recorder({ now: () => time.now, maxEvents });
  const wire = recorder.opening(REQUEST);
  wire.head(200, [["content-type", "text/event-stream"]]);
  return { time, recorder, wire, recording: recorder.recording("a1") as Recording };
}

/** Each row with its kind, and its text where that is in its bytes. */
function shown(rows: readonly RawRow[]): string[] {
  return rows.map(({ frame, line }) => {
    const own = frame.kind === "received" ? line : line - 1;
    return own < 0 ? frame.kind : `${frame.kind} ${linesOf(frame)[own]}`;
  });
}

const LINES = [
  ...["sent", 'sent {"content":"hi"}', "head"],
  ...["received retry: 1000", "received "],
  ...["received id: 1-1", "received event: started", "received data: {}", "received "],
  ...["received : ping", "received "],
  ...["received id: 1-2", "received event: delta", 'received data: {"text":"물"}', "received "],
];

test("a stream is shown line by line, however it was cut, and whenever one looks", () => {
  for (let size = 1; size <= STREAM.length; size += 1) {
    const { wire, recording } = begin();
    const frames = new RawFrames();
    for (let at = 0; at < STREAM.length; at += size) {
      wire.chunk(new Uint8Array(STREAM.subarray(at, at + size)), []);
      if (at % 3 === 0) frames.update(recording);
    }
    expect(shown(frames.update(recording)), `size ${size}`).toEqual(LINES);
    const bytes = new Set(frames.rows.map(({ frame }) => frame));
    const received = [...bytes].filter(({ kind }) => kind === "received");
    expect(Buffer.concat(received.map((each) => each.bytes)).equals(STREAM)).toBe(true);
  }
});

test("a cut in the middle of a syllable is seen in its line and in its bytes", () => {
  const { time, wire, recording } = begin();
  const at = STREAM.indexOf("물") + 2;
  time.now = 10;
  wire.chunk(new Uint8Array(STREAM.subarray(0, at)), [started()]);
  time.now = 25;
  wire.chunk(new Uint8Array(STREAM.subarray(at)), [delta("1-2", "물")]);
  const last = new RawFrames().update(recording).at(-1)?.frame;
  if (last === undefined) throw new Error("there is no frame");
  expect([...cutLines(last)]).toEqual([2]);
  // A frame is there when its last byte is.
  expect(last.at).toBe(25);
  const cell = cellsOf(last, 1_000).find(({ text }) => text === "물");
  expect(cell).toEqual({ text: "물", bytes: [0xeb, 0xac, 0xbc], cut: 2 });
  expect(cellsOf(last, 1_000).flatMap(({ bytes }) => bytes)).toEqual([...last.bytes]);
  expect(cellsOf(last, 5)).toHaveLength(5);
});

test("messages, replies and what a cut left behind are shown as they came, in their order", () => {
  const { recorder, wire, recording } = begin();
  wire.chunk(new Uint8Array(Buffer.from("id: 1-1\r\ndata: {}\r\n\r\nid: 1-")), [started()]);
  wire.closed("failed", "network");
  const poll = { ...REQUEST, method: "GET", transport: "polling", body: null } as const;
  const reply = recorder.opening(poll);
  reply.head(200, [["content-type", "application/json"]]);
  reply.chunk('{"events":[]}', []);
  reply.closed("ended", null);
  const socket = recorder.opening({ ...poll, url: "ws://localhost/", transport: "websocket" });
  socket.head(101, []);
  socket.chunk('{"id":"1-2"}', [delta("1-2", "x")]);
  const rows = new RawFrames().update(recording);
  expect(shown(rows)).toEqual([
    ...["sent", 'sent {"content":"hi"}', "head"],
    ...["received id: 1-1", "received data: {}", "received ", "received id: 1-", "closed"],
    ...["sent", "head", 'received {"events":[]}', "closed"],
    ...["sent", "head", 'received {"id":"1-2"}'],
  ]);
});

test("where the oldest were dropped, what is left is shown", () => {
  const { wire, recording } = begin(10);
  const frames = new RawFrames();
  for (let seq = 1; seq <= 60; seq += 1) {
    wire.chunk(new Uint8Array(Buffer.from(`id: 1-${seq}\ndata: {}\n\n`)), [delta(`1-${seq}`, "x")]);
    frames.update(recording);
  }
  const ids = shown(frames.rows).filter((row) => row.includes("id: "));
  expect(recording.droppedEvents).toBeGreaterThan(40);
  expect(ids).toHaveLength(recording.events.length);
  expect(ids.at(-1)).toBe("received id: 1-60");
});

test("a whole answer in many chunks is looked at once for its cuts", () => {
  const lines = 20_000;
  const size = 50;
  const bytes = new Uint8Array(Buffer.from(`data: ${"x".repeat(size - 7)}\n`.repeat(lines)));
  const cuts = Array.from({ length: lines - 1 }, (_, index) => (index + 1) * size);
  const frame = { kind: "received", exchange: {} as Exchange, at: 0, bytes, cuts } as const;
  expect(cutLines(frame).size).toBe(lines - 1);
  expect(cutLines(frame)).toBe(cutLines(frame));
});
