import { expect, onTestFinished, test, vi } from "vitest";
import { blankState } from "../../../src/core/index.ts";
import { foldFrame } from "../../../src/core/recording/index.ts";
import { Faults, faultsOf } from "../../../src/page/faults/faults.ts";
import { Line } from "../../../src/page/faults/line.ts";
import type { Frame } from "../../../src/protocol/index.ts";
import { delta, end, started } from "../../core/frames.ts";
import { serve } from "../../loopback.ts";
import { recorded } from "../inspector/recorded.ts";

const LINE = () => new Line((url, init) => fetch(url, init));

/** A server that has the events of one answer. */
async function serving() {
  let frames: Frame[] = [];
  const base = await serve((_, response) => {
    const events = frames.map(({ cursor, event: { kind, data } }) => ({
      ...{ id: `${cursor?.epoch}-${cursor?.seq}`, event: kind, data },
    }));
    const page = { events, cursor: events.at(-1)?.id, phase: null, ended: true };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
  });
  const send = globalThis.fetch;
  vi.stubGlobal("location", new URL(base));
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => send(base + url, init));
  onTestFinished(() => void vi.unstubAllGlobals());
  return (all: Frame[]) => {
    frames = all;
  };
}

const FIRST = [started("1-1"), delta("1-2", "one"), end("1-3")];

test("a verdict holds for one end of the answer, and what is lost behind it is told", async () => {
  const has = await serving();
  const faults = new Faults("a1", LINE());
  const known = FIRST.reduce(foldFrame, blankState());
  const came = recorded(FIRST.map((frame, index) => [index, frame] as const));
  has(FIRST);
  faults.do("reader", came);
  await faults.check(came, known);
  expect(faults.getSnapshot().check).toMatchObject({ events: 3, lost: 0 });

  // It was continued, and the second of its new events never came.
  const rest = [delta("1-4", " two"), delta("1-5", " three"), end("1-6")];
  has([...FIRST, ...rest]);
  const [four, , six] = rest as [Frame, Frame, Frame];
  const holed = recorded([...FIRST, four, six].map((frame, index) => [index, frame] as const));
  const whole = [...FIRST, ...rest].reduce(foldFrame, blankState());
  await faults.check(holed, whole);
  expect(faults.getSnapshot().check).toMatchObject({ events: 5, lost: 1 });
  // Another fault wants another look, and until then nothing is known.
  faults.do("reader", holed);
  expect(faults.getSnapshot().check).toBeNull();
  await faults.check(holed, whole);
  expect(faults.getSnapshot().check).toMatchObject({ lost: 1 });
});

test("the faults of an answer are those of its line", () => {
  const [one, other] = [LINE(), LINE()];
  const first = faultsOf("a1", one);
  expect(faultsOf("a1", one)).toBe(first);
  const second = faultsOf("a1", other);
  expect(second).not.toBe(first);
  expect([one.hand, other.hand === null]).toEqual([null, false]);
});
