// The wire as Python writes it, read by the code that reads it in the browser.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { type AnswerState, applyFrame, blankState } from "../src/core/index.ts";
import { decodeEventPage, type Frame } from "../src/protocol/index.ts";
import { sseTransport } from "../src/transports/index.ts";
import { serve } from "./loopback.ts";

const FOLDER = resolve(import.meta.dirname, "../../tests/golden");
const FILES = readdirSync(FOLDER);
const STREAMS = FILES.filter((name) => name.endsWith(".sse"));
const REPLIES = FILES.filter((name) => name.endsWith(".json"));

async function framesOf(name: string, chunkSize: number): Promise<Frame[]> {
  const bytes = readFileSync(join(FOLDER, name));
  const base = await serve(async (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    for (let at = 0; at < bytes.length; at += chunkSize) {
      response.write(bytes.subarray(at, at + chunkSize));
      await new Promise((written) => setImmediate(written));
    }
    response.end();
  });
  const frames: Frame[] = [];
  const sink = {
    onOpen: () => undefined,
    onBytes: () => undefined,
    onFrames: (more: readonly Frame[]) => frames.push(...more),
  };
  await sseTransport({ baseUrl: base }).follow("a", null, sink, new AbortController().signal);
  return frames;
}

function fold(frames: readonly Frame[]): AnswerState {
  return frames.reduce(applyFrame, blankState());
}

test("there are golden files of both kinds", () => {
  expect(STREAMS).toContain("answer.sse");
  expect(REPLIES.length).toBeGreaterThan(0);
});

test.each(STREAMS)("%s is understood in whole, however it is split", async (name) => {
  const whole = await framesOf(name, 1 << 20);
  const events = readFileSync(join(FOLDER, name), "utf8").match(/^event: /gm) ?? [];
  expect(whole).toHaveLength(events.length);
  for (const size of [1, 5]) expect(await framesOf(name, size)).toEqual(whole);
  const state = fold(whole);
  expect(state.cursor).toEqual(whole.findLast((frame) => frame.cursor !== null)?.cursor);
});

test("the answer's text survives, whatever is in it", async () => {
  const frames = await framesOf("answer.sse", 3);
  const raw = readFileSync(join(FOLDER, "answer.sse"), "utf8");
  // The same text by another way: the data lines of the deltas, parsed one by one.
  const deltas = [...raw.matchAll(/^event: delta\ndata: ([^\n]*)\n/gm)].map(
    (match) => (JSON.parse(match[1] ?? "") as { text: string }).text,
  );
  expect(deltas.length).toBeGreaterThan(5);
  expect(fold(frames)).toMatchObject({ text: deltas.join(""), status: "finished", ended: true });
});

test("a failed answer keeps its text and says why", async () => {
  expect(fold(await framesOf("failed.sse", 64))).toMatchObject({
    text: "ab",
    status: "failed",
    reason: "error",
    error: { code: "provider_broken", retryable: true },
  });
});

test("a continued answer has the text of all its epochs", async () => {
  expect(fold(await framesOf("continued.sse", 64))).toMatchObject({
    text: "abcd",
    reasoning: "음…",
    cursor: { epoch: 2, seq: 4 },
  });
});

test("calls come in pieces, or whole by a reset, and end the answer", async () => {
  const streamed = fold(await framesOf("tool_calls.sse", 64));
  const reset = fold(await framesOf("tool_calls_reset.sse", 64));
  const calls = (state: AnswerState) =>
    state.parts.flatMap((part) => (part.kind === "tool_call" ? { ...part, revision: 0 } : []));
  expect(calls(streamed)).toMatchObject([
    { index: 0, id: "call-0", name: "look", arguments: 'data: {"x"}\n\nevent: end\n' },
    { index: 1, id: null, name: "stop", arguments: "" },
  ]);
  expect(calls(reset)).toEqual(calls(streamed));
  expect([streamed.reason, reset.reason]).toEqual(["tool_calls", "tool_calls"]);
});

test.each(REPLIES)("%s is understood", (name) => {
  const reply: unknown = JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
  expect(decodeEventPage(reply).cursor).toMatch(/^\d+-\d+$/);
});

test("polling tells the same answer as streaming", async () => {
  const reply: unknown = JSON.parse(readFileSync(join(FOLDER, "answer.json"), "utf8"));
  const polled = decodeEventPage(reply);
  expect(polled.ended).toBe(true);
  expect(fold(polled.frames)).toEqual(fold(await framesOf("answer.sse", 1 << 20)));
});
