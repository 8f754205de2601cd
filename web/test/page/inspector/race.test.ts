import { expect, test } from "vitest";
import { Recorder } from "../../../src/core/recording/index.ts";
import { CROSSING_MS, laneAt, type Race, raceOf } from "../../../src/page/inspector/race.ts";
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

function race(): Race {
  const found = raceOf(RACERS);
  if (found === null) throw new Error("there is no race");
  return found;
}

function at(now: number) {
  return race().lanes.map((lane) => laneAt(lane, now));
}

test("a token waits at the server until its lane brings it, and is then on its way for a moment", () => {
  expect(at(99)).toMatchObject([
    { waiting: 0, arrived: 0 },
    { waiting: 0, arrived: 0 },
  ]);
  const [sse, polling] = at(100 + CROSSING_MS / 4);
  expect(sse).toMatchObject({ waiting: 0, tokens: [{ share: 0.25, rank: 0 }], open: true });
  expect(polling).toMatchObject({ waiting: 1, tokens: [], arrived: 0, open: false });
  expect(at(1_010)[1]).toMatchObject({ waiting: 2 });
  // Both come in one reply, one beside the other.
  const [, together] = at(1_030);
  expect(together?.tokens).toEqual([
    { share: 0, rank: 0 },
    { share: 0, rank: 1 },
  ]);
  expect(at(race().endAt)).toMatchObject([{ arrived: 2 }, { arrived: 2, waiting: 0 }]);
});

test("requests are on their way to the server, and counted", () => {
  expect(at(1_020)[1]).toMatchObject({ requests: [0], requestCount: 2, open: true });
  expect(at(1_020)[0]).toMatchObject({ requests: [], requestCount: 1 });
});

test("the race lasts from the first request until the last token is there", () => {
  expect(race()).toMatchObject({ beginAt: 0, endAt: 1_030 + CROSSING_MS });
  expect(raceOf([{ name: "sse", recording: undefined }])).toBeNull();
});
