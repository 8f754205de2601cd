import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  MAX_RECORDING_BYTES,
  Recorder,
  type Recording,
  RecordingError,
  readRecording,
  stateBefore,
  writeRecording,
} from "../../../src/core/recording/index.ts";
import {
  type Received,
  sseTransport,
  type WireObserver,
  type WireRequest,
} from "../../../src/transports/index.ts";
import { collected } from "../../transports/collected.ts";
import { delta, end, started } from "../frames.ts";

const GOLDEN = readFileSync(join(import.meta.dirname, "../../../../tests/golden/answer.sse"));
const SIGNAL = new AbortController().signal;
const ABOUT = { before: null, savedAt: "2026-01-02T03:04:05Z", origin: "http://127.0.0.1:8000" };

/** Numbers from 0 to 1 that are the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The recording of a whole event stream, of which each piece is as long as `nextSize` says. */
async function streamed(nextSize: () => number, maxEvents = 1_000): Promise<Recording> {
  let now = 0;
  const recorder = new Recorder({ now: () => now, maxEvents });
  let from = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = GOLDEN.subarray(from, from + nextSize());
      from += piece.length;
      now += 12.5;
      if (piece.length === 0) controller.close();
      else controller.enqueue(new Uint8Array(piece));
    },
  });
  const headers = { "content-type": "text/event-stream; charset=utf-8" };
  const fetch = async () => new Response(body, { headers });
  const transport = sseTransport({ baseUrl: "http://localhost", fetch, observer: recorder });
  const question = { content: "hi", ids: { answer: "a" } };
  await transport.ask(question, collected().sink, SIGNAL);
  return found(recorder);
}

function found(recorder: Recorder, answerId = "a"): Recording {
  const recording = recorder.recording(answerId);
  if (recording === undefined) throw new Error("nothing was recorded");
  return recording;
}

function textOf(pieces: Recording["pieces"]): string {
  return Buffer.concat(pieces.map(({ body }) => Buffer.from(body as Uint8Array))).toString();
}

function codeOf(text: string): string {
  try {
    readRecording(text);
  } catch (error) {
    if (error instanceof RecordingError) return error.code;
    throw error;
  }
  return "read";
}

test("a recording that was written is the same when it is read, wherever its bytes were cut", async () => {
  const seed = Date.now() % 1_000_000;
  const random = randomFrom(seed);
  for (let round = 0; round < 30; round += 1) {
    const longest = 1 + random() * 60;
    // Of the last rounds only the newest events are kept, so that they begin in the middle.
    const maxEvents = round < 15 ? 1_000 : 3 + Math.floor(random() * 9);
    const recording = await streamed(() => 1 + Math.floor(random() * longest), maxEvents);
    const first = recording.events[0]?.frame;
    const before = recording.base ?? (first === undefined ? null : stateBefore(first));
    const text = writeRecording(recording, { ...ABOUT, before });
    const { recording: read, savedAt } = readRecording(text);
    const hint = `seed ${seed}, round ${round}`;
    expect(savedAt, hint).toBe(ABOUT.savedAt);
    expect(read.events.map(({ frame }) => frame)).toEqual(
      recording.events.map(({ frame }) => frame),
    );
    expect(read.pieces.map(({ at, body }) => [at, body])).toEqual(
      recording.pieces.map(({ at, body }) => [at, body]),
    );
    for (const name of ["ended", "asked", "droppedEvents", "firstTokenAt", "tallies"] as const) {
      expect(read[name], `${hint}: ${name}`).toEqual(recording[name]);
    }
    expect(read.base?.text ?? "", hint).toBe(before?.text ?? "");
    expect(writeRecording(read, { ...ABOUT, before: read.base }), hint).toBe(text);
  }
});

test("all that came is kept as it came, a syllable that was cut included", async () => {
  const cut = GOLDEN.indexOf("안") + 1;
  let piece = 0;
  const recording = await streamed(() => [cut, 1e6][piece++] ?? 0);
  expect(textOf(recording.pieces)).toBe(GOLDEN.toString());
  const { recording: read } = readRecording(writeRecording(recording, ABOUT));
  expect(read.pieces.map(({ body }) => body.length)).toEqual([cut, GOLDEN.length - cut]);
  expect(textOf(read.pieces)).toBe(GOLDEN.toString());
});

/** A recording over WebSocket and polling, with a turn, a reconnection and a piece that is no event. */
function mixed(): Recording {
  let now = 100;
  const recorder = new Recorder({ now: () => now });
  const request = (fields: Partial<WireRequest>): WireRequest => ({
    ...{ answerId: "a", transport: "polling", method: "GET", url: "/api/answers/a/events" },
    ...{ headers: { Accept: "application/json" }, body: null },
    ...fields,
  });
  const bring = (
    wire: WireObserver,
    body: Received,
    frames: Parameters<WireObserver["chunk"]>[1],
  ) => wire.chunk(body, frames);
  recorder.following("a", "opened");
  const asked = recorder.opening(
    request({ method: "POST", url: "/api/answers", body: '{"content":"물"}' }),
  );
  asked.head(200, [["content-type", "application/json"]]);
  bring(asked, '{"answer":{}}', []);
  asked.closed("ended", null);
  now = 150;
  const page = recorder.opening(request({}));
  page.head(200, [["content-type", "application/json"]]);
  const data = JSON.stringify(started("1-1", "a", "q").event.data);
  bring(
    page,
    `{"events":[{"id":"1-1","event":"started","data":${data}}],"cursor":"1-1","ended":false}`,
    [started("1-1", "a", "q")],
  );
  page.closed("ended", null);
  recorder.following("a", "cut");
  recorder.rerouting("a", "chosen");
  now = 300;
  const socket = recorder.opening(
    request({
      transport: "websocket",
      url: "ws://127.0.0.1:8000/api/answers/a/events",
      headers: {},
    }),
  );
  socket.head(101, []);
  bring(socket, '{"id":"1-2","event":"delta","data":{"text":"물"}}', [delta("1-2", "물")]);
  bring(socket, "no JSON", []);
  const last = end("1-3", { notice: null });
  bring(socket, `{"id":"1-3","event":"end","data":${JSON.stringify(last.event.data)}}`, [last]);
  socket.closed("ended", "close code 1000");
  return found(recorder);
}

test("requests, turns and reconnections of all transports are read again", () => {
  const recording = mixed();
  const { recording: read } = readRecording(writeRecording(recording, ABOUT));
  expect(read.events.map(({ at, frame }) => [at + 100, frame])).toEqual(
    recording.events.map(({ at, frame }) => [at, frame]),
  );
  expect(read.exchanges.map((each) => ({ ...each.request, closing: each.closing }))).toEqual(
    recording.exchanges.map((each) => ({
      ...{ ...each.request, answerId: "" },
      closing: each.closing,
    })),
  );
  expect(read.reroutes).toEqual([{ at: 200, from: "polling", to: "websocket", why: "chosen" }]);
  expect(read.reconnections).toEqual([50]);
  expect(read.tallies).toEqual(recording.tallies);
  expect(read).toMatchObject({ answerId: "a", asked: true, ended: true, origin: ABOUT.origin });
});

test("a file that is no recording is refused, and says so", () => {
  for (const text of ["", "no JSON", "[]", "null", '"text"', "{}", '{"conversations":[]}']) {
    expect(codeOf(text), text).toBe("other");
  }
  expect(codeOf('{"yeoul_recording":2}')).toBe("newer");
  for (const version of [0, -1.5, 0.5]) {
    expect(codeOf(`{"yeoul_recording":${version}}`), `${version}`).toBe("other");
  }
  expect(codeOf(" ".repeat(MAX_RECORDING_BYTES + 1))).toBe("too_large");
});

test("a recording in which anything is missing or of another kind is refused, never half read", () => {
  const whole = JSON.parse(writeRecording(mixed(), ABOUT));
  const wrong: unknown[] = [];
  const spoil = (of: Record<string, unknown>, name: string): void => {
    for (const value of [undefined, {}, -1, "javascript:alert(1)"]) {
      const before = of[name];
      of[name] = value;
      const text = JSON.stringify(whole);
      of[name] = before;
      if (text === JSON.stringify(whole)) continue;
      const code = codeOf(text);
      if (code !== "read") expect(code, `${name}: ${value}`).toMatch(/^(damaged|other)$/);
      else wrong.push(`${name}: ${value}`);
    }
  };
  for (const name of Object.keys(whole)) spoil(whole, name);
  for (const name of Object.keys(whole.requests[0])) spoil(whole.requests[0], name);
  for (const name of Object.keys(whole.turns[0])) spoil(whole.turns[0], name);
  // What may be anything of its kind, or nothing, and is shown as text.
  const free =
    /^(answer_id|saved_at|before|detail|url|body|(first_token|head|first_bytes|sent|closed|)_?ms|number|status|why|headers|closed): /;
  expect(wrong.filter((each) => !free.test(String(each)))).toEqual([]);

  // What is drawn of times that none can be has no place.
  const before = { text: "", reasoning: "", tool_calls: [], cursor: "bad" };
  expect(codeOf(JSON.stringify({ ...whole, before }))).toBe("damaged");
  for (const name of ["sent_ms", "head_ms", "first_bytes_ms", "closed_ms"]) {
    const requests = whole.requests.map((each: object) => ({ ...each, [name]: -1e308 }));
    expect(codeOf(JSON.stringify({ ...whole, requests })), name).toBe("damaged");
  }
});

test("a recording of very many requests is read", () => {
  const whole = JSON.parse(writeRecording(mixed(), ABOUT));
  const [asked] = whole.requests;
  // More than a call takes arguments.
  const many = { ...asked, headers: {}, response_headers: [], body: null, received: [] };
  const text = JSON.stringify({ ...whole, events: 0, requests: [] });
  const requests = Array(130_000).fill(JSON.stringify(many)).join();
  const { recording } = readRecording(
    text.replace('"requests":[]', () => `"requests":[${requests}]`),
  );
  expect(recording.exchanges).toHaveLength(130_000);
});

test("what a request brought is not looked for among all that came", () => {
  const recording = mixed();
  let looks = 0;
  for (const piece of recording.pieces) {
    const { exchange } = piece;
    Object.defineProperty(piece, "exchange", {
      get: () => {
        looks += 1;
        return exchange;
      },
    });
  }
  writeRecording(recording, ABOUT);
  expect(looks).toBeLessThanOrEqual(2 * recording.pieces.length);
});
