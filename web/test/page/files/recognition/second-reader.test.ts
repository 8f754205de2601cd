/** Lines that are read in a second worker, and what becomes of them when that does not come. */

import { afterEach, expect, test, vi } from "vitest";
import type { LineReader } from "../../../../src/page/files/recognition/engine.ts";
import { greyOf } from "../../../../src/page/files/recognition/grey.ts";
import type { FromWorker, ToWorker } from "../../../../src/page/files/recognition/messages.ts";
import { SecondReader } from "../../../../src/page/files/recognition/second-reader.ts";

afterEach(() => vi.unstubAllGlobals());

const LINE = greyOf(2, 1);
const OPENING = { kind: "open", core: "/core", languages: {} } as const;

/** A reader, what its worker is told, and what the test has that say. Node has no such workers. */
function begin() {
  const told: ToWorker[] = [];
  const worker = {
    onmessage: null as ((event: { data: FromWorker }) => void) | null,
    onerror: null as (() => void) | null,
    postMessage: (message: ToWorker) => told.push(message),
    terminate: vi.fn(),
  };
  vi.stubGlobal("Worker", function Worker() {
    return worker;
  });
  const instead: LineReader = {
    read: (_, languages) => ({ text: `here ${languages ?? "all"}`, words: [] }),
  };
  const reader = new SecondReader("/worker.js", OPENING, instead);
  const answer = (text: string) =>
    worker.onmessage?.({ data: { kind: "line", read: { text, words: [] } } });
  return { reader, told, worker, answer };
}

test("the answers go to the lines in their order", async () => {
  const { reader, told, answer } = begin();
  const reads = [reader.read(LINE), reader.read(LINE, "kor")];
  expect(told.map(({ kind }) => kind)).toEqual(["open", "line", "line"]);
  answer("one");
  answer("two");
  expect((await Promise.all(reads)).map(({ text }) => text)).toEqual(["one", "two"]);
});

test("a worker that breaks loses no line, and is asked for none afterwards", async () => {
  const { reader, told, worker, answer } = begin();
  const reads = [reader.read(LINE), reader.read(LINE, "kor")];
  answer("one");
  worker.onerror?.();
  reads.push(reader.read(LINE));
  const texts = (await Promise.all(reads)).map(({ text }) => text);
  expect(texts).toEqual(["one", "here kor", "here all"]);
  expect(told).toHaveLength(3);
  expect(worker.terminate).toHaveBeenCalledOnce();
});

test("a worker whose engine does not come is done without", async () => {
  const { reader, worker } = begin();
  const read = reader.read(LINE);
  worker.onmessage?.({ data: { kind: "failed", reason: "broken" } });
  expect((await read).text).toBe("here all");
});
