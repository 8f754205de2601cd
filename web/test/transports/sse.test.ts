import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { ApiError, DecodeError, type Frame } from "../../src/protocol/index.ts";
import { type Outcome, type Sink, sseTransport } from "../../src/transports/index.ts";
import { serve } from "../loopback.ts";

const BODY = [
  "retry: 1000\n\n",
  'id: 1-1\nevent: started\ndata: {"answer_id":"a","conversation_id":"c","question_id":"q","model":"m","created_at":"t"}\n\n',
  'event: heartbeat\ndata: {"phase":"queued","queue_position":2}\n\n',
  'event: weather\ndata: {"rain":true}\n\n',
  'id: 1-2\nevent: delta\ndata: {"text":"안녕 🌊\\n\\ndata: \\u2028"}\n\n',
  'id: 1-3\nevent: end\ndata: {"status":"finished","reason":"stop","error":null,"usage":null,"timings":null,"sha256":"0"}\n\n',
].join("");

function collect(): { frames: Frame[]; sink: Sink; opened: () => number } {
  const frames: Frame[] = [];
  let opened = 0;
  const sink: Sink = {
    onOpen: () => {
      opened += 1;
    },
    onBytes: () => undefined,
    onFrames: (more) => frames.push(...more),
  };
  return { frames, sink, opened: () => opened };
}

async function follow(
  baseUrl: string,
  sink: Sink,
  after: string | null = null,
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  return sseTransport({ baseUrl }).follow("a", after, sink, signal);
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test("frames are the same however the bytes are split", async () => {
  const bytes = Buffer.from(BODY);
  let size = 1;
  const base = await serve(async (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    for (let at = 0; at < bytes.length; at += size) {
      response.write(bytes.subarray(at, at + size));
      // A chunk of its own on the wire: the next one waits for the socket to be drained.
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  const seen: Frame[][] = [];
  for (size of [1, 2, 3, 7, 64, bytes.length]) {
    const { frames, sink, opened } = collect();
    expect(await follow(base, sink)).toBe("closed");
    expect(opened()).toBe(1);
    seen.push(frames);
  }
  expect(seen[0]?.map((frame) => frame.event.kind)).toEqual([
    "started",
    "heartbeat",
    "delta",
    "end",
  ]);
  expect(seen[0]?.[2]?.event.data).toEqual({ text: "안녕 🌊\n\ndata: \u2028" });
  for (const frames of seen) expect(frames).toEqual(seen[0]);
});

test("following asks for what lies behind the cursor", async () => {
  let url = "";
  let accept: string | undefined;
  const base = await serve((request, response) => {
    url = request.url ?? "";
    accept = request.headers.accept;
    response.writeHead(200, { "content-type": "text/event-stream" }).end();
  });
  await follow(base, collect().sink, "2-17");
  expect(url).toBe("/api/answers/a/events?after=2-17");
  expect(accept).toBe("text/event-stream");
});

test("asking posts the question with its key and streams in the same response", async () => {
  let seen = {};
  const base = await serve(async (request, response) => {
    const { method, headers } = request;
    seen = {
      method,
      key: headers["idempotency-key"],
      type: headers["content-type"],
      body: await text(request),
    };
    response.writeHead(200, { "content-type": "text/event-stream" }).end(BODY);
  });
  const { frames, sink } = collect();
  const { signal } = new AbortController();
  await sseTransport({ baseUrl: base }).ask({ content: "hi", ids: { answer: "k1" } }, sink, signal);
  expect(seen).toEqual({
    method: "POST",
    key: "k1",
    type: "application/json",
    body: '{"content":"hi","ids":{"answer":"k1"}}',
  });
  expect(frames).toHaveLength(4);
});

test("204 means that there is nothing more", async () => {
  const base = await serve((_, response) => response.writeHead(204).end());
  expect(await follow(base, collect().sink)).toBe("done");
});

test("a problem becomes an ApiError with its code and the wait asked for", async () => {
  const base = await serve((_, response) => {
    response.writeHead(503, { "content-type": "application/problem+json", "retry-after": "2" });
    response.end('{"code":"shutting_down","detail":"Soon.","retryable":true}');
  });
  const error = await follow(base, collect().sink).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    code: "shutting_down",
    status: 503,
    retryAfterMs: 2000,
    retryable: true,
  });
});

test("an error page of a proxy is an error that may pass", async () => {
  const base = await serve((_, response) => response.writeHead(502).end("<h1>Bad gateway</h1>"));
  await expect(follow(base, collect().sink)).rejects.toMatchObject({
    code: "http_502",
    retryable: true,
  });
});

test("a page instead of a stream is not taken for an answer", async () => {
  const base = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<p>Log in first");
  });
  await expect(follow(base, collect().sink)).rejects.toBeInstanceOf(DecodeError);
});

test("an entry that is broken is refused", async () => {
  const base = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end("id: 1-1\nevent: delta\ndata: {}\n\n");
  });
  await expect(follow(base, collect().sink)).rejects.toBeInstanceOf(DecodeError);
});

test("a connection that breaks is a network error after what had arrived", async () => {
  const base = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(BODY.slice(0, BODY.indexOf("id: 1-3")), () => response.destroy());
  });
  const { frames, sink } = collect();
  await expect(follow(base, sink)).rejects.toMatchObject({ code: "network", retryable: true });
  expect(frames).toHaveLength(3);
});

test("a server that is not there is a network error", async () => {
  // Port 1 of the loopback interface: nothing listens there.
  await expect(follow("http://127.0.0.1:1", collect().sink)).rejects.toMatchObject({
    code: "network",
  });
});

test("aborting closes the connection", async () => {
  let closed = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const base = await serve((request, response) => {
    request.on("close", closed);
    response.writeHead(200, { "content-type": "text/event-stream" }).write(BODY.slice(0, 200));
  });
  const abort = new AbortController();
  const { sink } = collect();
  const following = follow(base, { ...sink, onBytes: () => abort.abort() }, null, abort.signal);
  await following.catch(() => undefined);
  await gone;
});
