import { expect, test } from "vitest";
import type { Frame } from "../../src/protocol/index.ts";
import { pollTransport, type Sink } from "../../src/transports/index.ts";
import { serve } from "../loopback.ts";

const STARTED = {
  id: "1-1",
  event: "started",
  data: { answer_id: "a", conversation_id: "c", question_id: "q", model: "m", created_at: "t" },
};
const DELTA = { id: "1-2", event: "delta", data: { text: "Hi" } };
const END = {
  id: "1-3",
  event: "end",
  data: { status: "finished", reason: "stop", error: null, usage: null, timings: null, sha256: "" },
};

function collect(): { kinds: () => string[]; sink: Sink } {
  const frames: Frame[] = [];
  const sink: Sink = {
    onOpen: () => undefined,
    onBytes: () => undefined,
    onFrames: (more) => frames.push(...more),
  };
  return { kinds: () => frames.map((frame) => frame.event.kind), sink };
}

const SIGNAL = new AbortController().signal;

test("it asks again behind what it has, until the end", async () => {
  const pages = [
    { events: [STARTED], cursor: "1-1", ended: false, phase: "queued", queue_position: 1 },
    { events: [], cursor: "1-1", ended: false, phase: "thinking" },
    { events: [DELTA, END], cursor: "1-3", ended: true },
  ];
  const asked: (string | null)[] = [];
  const baseUrl = await serve((request, response) => {
    asked.push(new URL(request.url ?? "", "http://x").searchParams.get("after"));
    response.end(JSON.stringify(pages[asked.length - 1]));
  });
  const { kinds, sink } = collect();
  expect(await pollTransport({ baseUrl }).follow("a", null, sink, SIGNAL)).toBe("closed");
  expect(asked).toEqual([null, "1-1", "1-1"]);
  expect(kinds()).toEqual(["started", "heartbeat", "heartbeat", "delta", "end"]);
});

test("a cursor that is the end is the end", async () => {
  const baseUrl = await serve((_, response) => {
    response.end(JSON.stringify({ events: [], cursor: "1-3", ended: true }));
  });
  expect(await pollTransport({ baseUrl }).follow("a", "1-3", collect().sink, SIGNAL)).toBe("done");
});

test("a problem is an ApiError, no server a network error", async () => {
  const baseUrl = await serve((_, response) => {
    response.writeHead(404, { "content-type": "application/problem+json" });
    response.end('{"code":"not_found","detail":"gone","retryable":false}');
  });
  const { sink } = collect();
  await expect(pollTransport({ baseUrl }).follow("a", null, sink, SIGNAL)).rejects.toMatchObject({
    code: "not_found",
    retryable: false,
  });
  const nowhere = pollTransport({ baseUrl: "http://127.0.0.1:1" });
  await expect(nowhere.follow("a", null, sink, SIGNAL)).rejects.toMatchObject({ code: "network" });
});
