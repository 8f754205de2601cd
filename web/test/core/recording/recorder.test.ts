import { expect, test } from "vitest";
import { Recorder } from "../../../src/core/recording/index.ts";
import type { CandidatesData } from "../../../src/protocol/index.ts";
import type { TransportName, WireObserver, WireRequest } from "../../../src/transports/index.ts";
import { candidates, delta, end, heartbeat, sized, started } from "../frames.ts";

function begin({ maxEvents = 100 } = {}) {
  const time = { now: 0 };
  const scheduled: (() => void)[] = [];
  const recorder = new Recorder({
    maxEvents,
    now: () => time.now,
    schedule: (run) => scheduled.push(run),
  });
  const request = (fields: Partial<WireRequest> = {}): WireRequest => ({
    transport: "sse",
    answerId: "a1",
    method: "GET",
    url: "/api/answers/a1/events",
    headers: { Accept: "text/event-stream" },
    body: null,
    ...fields,
  });
  const open = (transport: TransportName = "sse"): WireObserver =>
    recorder.opening(request({ transport }));
  const paint = (): void => {
    for (const run of scheduled.splice(0)) run();
  };
  const of = (answerId: string) => {
    const found = recorder.recording(answerId);
    if (found === undefined) throw new Error("nothing was recorded");
    return found;
  };
  return { recorder, time, request, open, of, paint, scheduled };
}

test("what comes is kept with its time and its connection, heartbeats included", () => {
  const { time, open, of } = begin();
  const wire = open();
  time.now = 5;
  wire.head(200, [["content-type", "text/event-stream"]]);
  time.now = 7;
  wire.chunk(sized(120), [started(), heartbeat("queued", 2)]);
  time.now = 30;
  wire.chunk(sized(40), [delta("1-2", "Hi")]);
  wire.closed("ended", null);
  const { events, exchanges } = of("a1");
  expect(events.map(({ at, frame }) => [at, frame.event.kind])).toEqual([
    [7, "started"],
    [7, "heartbeat"],
    [30, "delta"],
  ]);
  expect(exchanges).toMatchObject([
    {
      number: 1,
      beganAt: 0,
      headAt: 5,
      status: 200,
      firstBytesAt: 7,
      closedAt: 30,
      bodyBytes: 160,
    },
  ]);
  expect(exchanges[0]?.headers).toEqual([["content-type", "text/event-stream"]]);
});

test("a question and what is followed of its answer are one recording", () => {
  const { recorder, request, of } = begin();
  recorder.opening(request({ method: "POST", transport: "polling" }));
  recorder.opening(request({ transport: "polling" }));
  expect(of("a1").tallies.polling.requests).toBe(2);
  expect(of("a1").asked).toBe(true);
  recorder.opening(request({ answerId: "a2" }));
  expect(of("a2").asked).toBe(false);
});

test("sums tell text from the rest, for each transport", () => {
  const { open, of } = begin();
  const sse = open();
  sse.head(200, [["a", "b"]]);
  sse.chunk(sized(50), [delta("1-1", "물")]);
  const socket = open("websocket");
  socket.head(101, []);
  socket.chunk(sized(60), [delta("1-2", "Hi")]);
  socket.chunk(sized(200), [delta("1-3", "Hi")]);
  const { sse: a, websocket: b } = of("a1").tallies;
  expect(a).toMatchObject({ requests: 1, events: 1, bodyBytes: 50, textBytes: 3 });
  // The status line and its end, and one header.
  expect(a.headBytes).toBe("HTTP/1.1 200 OK\r\n\r\n".length + "a: b\r\n".length);
  expect(a.sentBytes).toBe(
    "GET /api/answers/a1/events HTTP/1.1\r\nAccept: text/event-stream\r\n".length,
  );
  expect(b).toMatchObject({ requests: 1, events: 2, bodyBytes: 260, textBytes: 4 });
  const told: CandidatesData = { at: 0, tokens: [["물", -0.25, [["\ufffd", -2, [236]]]]] };
  sse.chunk(sized(90), [candidates("1-4", told)]);
  expect(a).toMatchObject({
    bodyBytes: 140,
    textBytes: 3,
    candidateBytes: new TextEncoder().encode(JSON.stringify(told)).length,
  });
  expect(b.headBytes).toBe("HTTP/1.1 200 OK\r\n\r\n".length + 2 + 4);
});

test("a lost stream is a reconnection, a continued answer is none", () => {
  const { recorder, time, open, of } = begin();
  const subject = "a1";
  recorder.following(subject, "opened");
  open().closed("failed", "network");
  time.now = 900;
  recorder.following(subject, "cut");
  expect(of("a1").reconnections).toEqual([900]);
  open().chunk(sized(9), [end("1-2")]);
  recorder.following(subject, "opened");
  expect(of("a1").reconnections).toEqual([900]);
});

test("a turn to another transport is told with its reason", () => {
  const { recorder, time, open, of } = begin();
  open();
  time.now = 50;
  recorder.rerouting("a1", "chosen");
  open("polling");
  open("polling");
  open("sse");
  expect(of("a1").reroutes).toEqual([
    { at: 50, from: "sse", to: "polling", why: "chosen" },
    { at: 50, from: "polling", to: "sse", why: null },
  ]);
});

test("an answer that finds no place for an event stream has turned at once", () => {
  const { recorder, open, of } = begin();
  recorder.rerouting("a1", "crowded");
  open("websocket");
  expect(of("a1").reroutes).toMatchObject([{ from: "sse", to: "websocket", why: "crowded" }]);
});

test("no more than the newest events are kept, and the text of the others is not lost", () => {
  const { open, of } = begin({ maxEvents: 20 });
  const wire = open();
  wire.chunk(sized(10), [started()]);
  for (let seq = 2; seq <= 200; seq += 1) wire.chunk(sized(10), [delta(`1-${seq}`, `${seq} `)]);
  const { events, droppedEvents, base, tallies } = of("a1");
  expect(events.length).toBeLessThan(22);
  expect(events.length + droppedEvents).toBe(200);
  expect(tallies.sse.events).toBe(200);
  expect(base?.text.startsWith("2 3 4 ")).toBe(true);
  const first = events[0]?.frame.cursor?.seq ?? 0;
  expect(base?.text.endsWith(` ${first - 1} `)).toBe(true);
});

test("the events of other answers go first", () => {
  const { recorder, request, of } = begin({ maxEvents: 20 });
  const other = recorder.opening(request({ answerId: "a0" }));
  for (let seq = 1; seq <= 15; seq += 1) other.chunk(sized(9), [delta(`1-${seq}`, "x")]);
  const wire = recorder.opening(request());
  for (let seq = 1; seq <= 15; seq += 1) wire.chunk(sized(9), [delta(`1-${seq}`, "x")]);
  expect(of("a1").droppedEvents).toBe(0);
  expect(of("a0").droppedEvents).toBeGreaterThan(5);
  for (let seq = 16; seq <= 60; seq += 1) wire.chunk(sized(9), [delta(`1-${seq}`, "x")]);
  // Its connection still stands, so it is not forgotten.
  expect(of("a0").events).toEqual([]);
  other.closed("ended", null);
  for (let seq = 61; seq <= 99; seq += 1) wire.chunk(sized(9), [delta(`1-${seq}`, "x")]);
  expect(recorder.recording("a0")).toBeUndefined();
});

test("of very many connections the first and the newest are kept", () => {
  const { open, of } = begin();
  for (let count = 0; count < 2_000; count += 1) open("long-polling").closed("ended", null);
  const { exchanges, tallies } = of("a1");
  expect(exchanges.length).toBeLessThanOrEqual(500);
  expect(exchanges[0]?.number).toBe(1);
  expect(exchanges.at(-1)?.number).toBe(2_000);
  expect(tallies["long-polling"].requests).toBe(2_000);
});

test("answers that were seen long ago are forgotten", () => {
  const { recorder, request } = begin();
  for (let count = 0; count < 300; count += 1) {
    recorder.opening(request({ answerId: `a${count}` })).closed("ended", null);
  }
  expect(recorder.recording("a0")).toBeUndefined();
  expect(recorder.recording("a299")).toBeDefined();
});

test("listeners are told once per frame, and without listeners nothing is scheduled", () => {
  const { recorder, open, paint, scheduled } = begin();
  const wire = open();
  wire.chunk(sized(1), []);
  expect(scheduled).toHaveLength(0);
  let told = 0;
  const leave = recorder.subscribe(() => {
    told += 1;
  });
  for (let count = 0; count < 5; count += 1) wire.chunk(sized(1), []);
  paint();
  expect(told).toBe(1);
  wire.closed("ended", null);
  paint();
  expect(told).toBe(2);
  leave();
  wire.chunk(sized(1), []);
  expect(scheduled).toHaveLength(0);
});
