// What is neither the network nor the server is told as what it is, and trying comes to an end.

import { afterEach, expect, test, vi } from "vitest";
import {
  AnswerStream,
  apiClient,
  blankState,
  Client,
  createClient,
  listenForChanges,
  Store,
} from "../../src/core/index.ts";
import { ApiError, DecodeError } from "../../src/protocol/index.ts";
import { type Clock, systemClock } from "../../src/runtime/index.ts";
import {
  ladderTransport,
  type ServerOptions,
  serverAt,
  TransportChoice,
  type TransportMode,
} from "../../src/transports/index.ts";
import { serve } from "../loopback.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";
import { fakeApi } from "./fake-api.ts";
import { delta, end, heartbeat, started } from "./frames.ts";
import { ScriptedTransport } from "./scripted-transport.ts";

afterEach(() => vi.unstubAllGlobals());

function reported(): unknown[] {
  const errors: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => errors.push(error));
  return errors;
}

function begin() {
  const transport = new ScriptedTransport();
  const clock = new FakeClock();
  const stream = new AnswerStream(
    blankState({ id: "a1", model: "m" }),
    { content: "hi", ids: { answer: "a1" } },
    {
      transport,
      clock,
      api: fakeApi(),
      giveUpMs: Number.POSITIVE_INFINITY,
      schedule: (run) => run(),
      wakeUps: () => () => undefined,
    },
  );
  void stream.start();
  return { transport, clock, stream, code: () => stream.getSnapshot().refusal?.code };
}

const NETWORK = new ApiError({ status: 0, code: "network", detail: "", retryable: true });

test.each([
  ["what cannot be understood", new DecodeError("text is not a string"), "not_understood"],
  ["code of this side that throws", new TypeError("x is undefined"), "client_failed"],
])("%s ends the stream after five times in a row", async (_, error, code) => {
  const errors = reported();
  const stream = begin();
  for (let at = 0; at < 5; at += 1) {
    expect(stream.code()).toBeUndefined();
    await stream.transport.last.fail(error);
    await stream.clock.pass(8_000);
  }
  expect(stream.code()).toBe(code);
  expect(stream.transport.connections).toHaveLength(5);
  expect(errors.length > 0).toBe(code === "client_failed");
});

test("a fold that throws is reported once", async () => {
  const errors = reported();
  const { transport, clock } = begin();
  const odd = new TypeError("a fold's own");
  const frame = delta("1-2", "x");
  Object.defineProperty(frame.event, "data", {
    get: () => {
      throw odd;
    },
  });
  await transport.last.frames(started(), frame);
  await clock.pass(8_000);
  expect(errors).toEqual([odd]);
});

test("what brings the answer further takes back what could not be understood", async () => {
  const { transport, clock, code, stream } = begin();
  for (let at = 1; at <= 12; at += 1) {
    await transport.last.frames(at === 1 ? started() : delta(`1-${at}`, "x"));
    await transport.last.fail(new DecodeError("odd"));
    await clock.pass(8_000);
  }
  expect(code()).toBeUndefined();
  await transport.last.frames(end("1-13"));
  expect(stream.getSnapshot().connection).toBe("ended");
});

test("a network that is away is waited for, however often it fails", async () => {
  const { transport, clock, code } = begin();
  for (let at = 0; at < 50; at += 1) {
    await transport.last.fail(NETWORK);
    await clock.pass(8_000);
  }
  expect(code()).toBeUndefined();
});

test("a gap that is there each time ends it, though there are heartbeats before it", async () => {
  const { transport, clock, code } = begin();
  for (let at = 0; at < 5; at += 1) {
    await transport.last.frames(heartbeat("queued"), started("1-1"), delta("1-3", "x"));
    await clock.pass(8_000);
  }
  // The first brought the beginning.
  await transport.last.frames(delta("1-3", "x"));
  await clock.pass(8_000);
  expect(code()).toBe("not_understood");
});

test("an end that is said to be there and never comes ends it", async () => {
  const { transport, clock, code } = begin();
  await transport.last.frames(started());
  for (let at = 0; at < 5; at += 1) {
    await transport.last.end("done");
    await clock.pass(8_000);
    if (code() === undefined) await transport.last.frames(started());
  }
  expect(code()).toBe("not_understood");
});

test("a transport that knows of no signal is left behind when it is silent", async () => {
  const clock = new FakeClock();
  const made: number[] = [];
  const deaf = (): Promise<never> => {
    made.push(clock.now());
    return new Promise(() => undefined);
  };
  const stream = new AnswerStream(
    blankState({ id: "a1", model: "m" }),
    { content: "hi", ids: { answer: "a1" } },
    {
      transport: { ask: deaf, follow: deaf },
      clock,
      api: fakeApi(),
      schedule: (run) => run(),
      wakeUps: () => () => undefined,
      giveUpMs: 120_000,
    },
  );
  void stream.start();
  await clock.pass(60_000);
  expect(made.length).toBeGreaterThan(1);
  await clock.pass(120_000);
  expect(stream.getSnapshot()).toMatchObject({
    connection: "refused",
    refusal: { code: "timeout" },
  });
});

test("a listener that throws keeps no other from being told, and is reported", () => {
  const errors = reported();
  const store = new Store(0);
  const told: number[] = [];
  store.subscribe(() => {
    throw new Error("a listener's own");
  });
  store.subscribe(() => told.push(store.getSnapshot()));
  store.set(1);
  expect(told).toEqual([1]);
  expect(errors).toMatchObject([{ message: "a listener's own" }]);
});

test("without reportError what a listener throws is thrown by itself", async () => {
  vi.stubGlobal("reportError", undefined);
  const tasks: (() => void)[] = [];
  vi.stubGlobal("queueMicrotask", (task: () => void) => tasks.push(task));
  const store = new Store(0);
  store.subscribe(() => {
    throw new Error("a listener's own");
  });
  store.set(1);
  expect(tasks).toHaveLength(1);
  expect(() => tasks[0]?.()).toThrow("a listener's own");
});

/** Waits are a twentieth of what they are, so that five tries take no time. */
const HASTY: Clock = {
  ...systemClock,
  after: (delayMs, run) => systemClock.after(delayMs / 20, run),
};

/** What following an answer of a server comes to. */
async function refusalOf(options: ServerOptions & { transport?: TransportMode }): Promise<unknown> {
  const server = serverAt(options);
  const choice = new TransportChoice({ mode: options.transport ?? "auto" });
  const client = new Client({
    api: apiClient(server),
    transport: ladderTransport({ server, choice, clock: HASTY }),
    clock: HASTY,
    changes: () => undefined,
  });
  return client
    .ask("Hi")
    .whenEnded()
    .catch((error: unknown) => error);
}

const answersWith = (type: string, body: string) => () =>
  serve((_, response) => {
    response.writeHead(200, { "content-type": type });
    response.end(body);
  });

test.each([
  ["a page in HTML, as before a network that wants to be signed in to", "text/html", "<html>"],
  ["JSON of another shape", "application/json", '{"choices":[]}'],
  ["events of another kind of server", "text/event-stream", 'data: {"choices":[]}\n\n'],
  ["events that miss what they need", "text/event-stream", "id: 1-1\nevent: delta\ndata: {}\n\n"],
])("%s is not_understood, by every transport", { timeout: 30_000 }, async (_, type, body) => {
  const baseUrl = await answersWith(type, body)();
  for (const transport of ["auto", "sse", "polling"] as const) {
    expect(await refusalOf({ baseUrl, transport })).toMatchObject({ code: "not_understood" });
  }
  await expect(createClient({ baseUrl }).api.models()).rejects.toMatchObject({
    name: "ApiError",
    code: "not_understood",
  });
});

test.each([
  [
    "at once",
    () => {
      throw new Error("signed out");
    },
  ],
  ["later", () => Promise.reject(new Error("signed out"))],
  ["by what no header can be", () => ({ Authorization: "여울" })],
])("headers that fail %s are told as such", { timeout: 30_000 }, async (_, headers) => {
  const baseUrl = await serve((_, response) => response.end());
  expect(await refusalOf({ baseUrl, headers })).toMatchObject({ code: "headers_failed" });
  await expect(createClient({ baseUrl, headers }).api.stop("a")).rejects.toMatchObject({
    code: "headers_failed",
  });
});

test("an error that the headers were made to throw keeps its code", async () => {
  const expired = new ApiError({ status: 401, code: "expired", detail: "", retryable: false });
  const refusal = await refusalOf({
    baseUrl: await serve((_, response) => response.end()),
    headers: () => Promise.reject(expired),
  });
  expect(refusal).toBe(expired);
});

test("a body that cannot be streamed is told as such, where nothing else may be tried", async () => {
  const noBody = async (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    Object.defineProperty(response, "body", { value: null });
    return response;
  };
  const baseUrl = await answersWith("text/event-stream", ": hello\n\n")();
  const refusal = await refusalOf({ baseUrl, fetch: noBody, transport: "sse" });
  expect(refusal).toMatchObject({
    code: "transport_blocked",
    message: expect.stringContaining("no stream"),
  });
});

test("whoever listens for changes and throws is told of the next one", async () => {
  const errors = reported();
  const told: string[] = [];
  const abort = new AbortController();
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const change = (what: string) =>
      `event: change\ndata: {"what":"${what}","conversation_id":"c1","answer_id":null}\n\n`;
    response.write(change("created") + change("painted") + change("deleted"));
  });
  const heard = new Promise<void>((resolve) => {
    void listenForChanges(
      { baseUrl },
      ({ what }) => {
        told.push(what);
        if (what === "deleted") resolve();
        throw new Error("a listener's own");
      },
      abort.signal,
    );
  });
  await heard;
  abort.abort();
  await settle();
  // A change of a kind that only a later server knows may be any.
  expect(told).toEqual(["missed", "created", "missed", "deleted"]);
  expect(errors.length).toBeGreaterThanOrEqual(3);
});
