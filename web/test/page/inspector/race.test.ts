import { expect, test } from "vitest";
import { type Exchange, type RecordedEvent, Recorder } from "../../../src/core/recording/index.ts";
import { CROSSING_MS, MOST_DOTS, Race, type Racer } from "../../../src/page/inspector/race.ts";
import type { Frame } from "../../../src/protocol/index.ts";
import type { TransportName } from "../../../src/transports/index.ts";
import { delta, end, heartbeat, sized, started } from "../../core/frames.ts";
import { REQUEST } from "./recorded.ts";

type Exchanges = readonly (readonly [
  beganAt: number,
  replies: readonly (readonly [number, Frame[]])[],
])[];

function racer(name: TransportName, exchanges: Exchanges) {
  let now = 0;
  const recorder = new Recorder({ now: () => now });
  for (const [beganAt, replies] of exchanges) {
    now = beganAt;
    const wire = recorder.opening({ ...REQUEST, method: "GET", transport: name });
    for (const [at, frames] of replies) {
      now = at;
      wire.chunk(sized(10), frames);
    }
    wire.closed("ended", null);
  }
  return { name, recording: recorder.recording("a1") };
}

const ONE = delta("1-2", "one");
const TWO = delta("1-3", "two");
const RACERS = [
  racer("sse", [
    [
      0,
      [
        [10, [started()]],
        [100, [ONE]],
        [1_000, [TWO, end("1-4")]],
      ],
    ],
  ]),
  racer("polling", [
    [0, [[20, [started(), heartbeat("queued")]]]],
    [1_020, [[1_030, [ONE, TWO]]]],
  ]),
];

function race(racers: readonly Racer[] = RACERS): Race {
  const made = new Race(racers);
  made.update();
  return made;
}

function at(now: number) {
  return race().at(now);
}

test("a token waits at the server until its lane brings it, and is then on its way for a moment", () => {
  expect(at(99)).toMatchObject([
    { waiting: 0, came: 0 },
    { waiting: 0, came: 0 },
  ]);
  const [sse, polling] = at(100 + CROSSING_MS / 4);
  expect(sse).toMatchObject({ waiting: 0, tokens: [{ share: 0.25, rank: 0 }], open: true });
  expect(polling).toMatchObject({ waiting: 1, tokens: [], came: 0, open: false });
  expect(at(1_010)[1]).toMatchObject({ waiting: 2 });
  // Both come in one reply, one beside the other.
  const [, together] = at(1_030);
  expect(together?.tokens).toEqual([
    { share: 0, rank: 0 },
    { share: 0, rank: 1 },
  ]);
  const ended = race().span?.endAt ?? 0;
  expect(at(ended)).toMatchObject([{ came: 2 }, { came: 2, waiting: 0, tokens: [] }]);
});

test("requests are on their way to the server, and counted", () => {
  expect(at(1_020)[1]).toMatchObject({ requests: [0], requestCount: 2, open: true });
  expect(at(1_020)[0]).toMatchObject({ requests: [], requestCount: 1 });
});

test("the race lasts from the first request until the last token is there", () => {
  expect(race().span).toEqual({ beginAt: 0, endAt: 1_030 + CROSSING_MS });
  expect(race([{ name: "sse", recording: undefined }]).span).toBeNull();
});

test("what has come is looked at once, and few of many are drawn", () => {
  let looks = 0;
  const events: RecordedEvent[] = [];
  const come = (seq: number): void => {
    const event = { at: seq, frame: delta(`1-${seq}`, "x"), exchange: {} as Exchange };
    const { frame } = event;
    const get = () => {
      looks += 1;
      return frame;
    };
    events.push(Object.defineProperty(event, "frame", { get }));
  };
  const quick = { events, exchanges: [], droppedEvents: 0 };
  const slow = { events: [] as RecordedEvent[], exchanges: [], droppedEvents: 0 };
  const made = new Race([
    { name: "sse", recording: quick },
    { name: "polling", recording: slow },
  ]);
  for (let seq = 1; seq <= 2_000; seq += 1) {
    come(seq);
    if (seq % 10 === 0) made.update();
    // The oldest are dropped meanwhile, and counted all the same.
    if (seq === 1_000) quick.droppedEvents = events.splice(0, 500).length;
  }
  const few = looks / 2_000;
  expect(few).toBeLessThanOrEqual(3);
  slow.events.push(...events.map((event) => ({ ...event, at: 2_001 })));
  looks = 0;
  made.update();
  const [first, second] = made.at(2_001);
  expect(first).toMatchObject({ came: 2_000, waiting: 0 });
  expect(second).toMatchObject({ came: 1_500, waiting: 500 });
  expect(first?.tokens.length).toBeGreaterThan(MOST_DOTS / 2);
  expect(second?.tokens.length).toBeLessThanOrEqual(MOST_DOTS);
  expect(looks).toBe(0);
});

test("a race lasts until the last request, which may bring nothing: at its end all are counted", () => {
  const made = race([
    racer("polling", [
      [0, [[10, [ONE]]]],
      [1_000, []],
    ]),
  ]);
  const [lane] = made.at(made.span?.endAt ?? 0);
  expect(lane?.requestCount).toBe(2);
});
