import { expect, test } from "vitest";
import { Client, createClient } from "../../src/core/index.ts";
import { ApiError } from "../../src/protocol/index.ts";
import { serve } from "../loopback.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";
import { answered, fakeApi } from "./fake-api.ts";
import { delta, end, started } from "./frames.ts";
import { ScriptedTransport } from "./scripted-transport.ts";

const AWAY = new ApiError({ status: 0, code: "network", detail: "refused", retryable: true });

function make(giveUpMs?: number) {
  const transport = new ScriptedTransport();
  const clock = new FakeClock();
  const api = fakeApi();
  const client = new Client({
    transport,
    clock,
    api,
    changes: () => undefined,
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
    ...(giveUpMs === undefined ? {} : { giveUpMs }),
  });
  return { client, transport, clock, api };
}

test("asking is one request, and whenEnded gives the whole answer", async () => {
  const { client, transport } = make();
  const stream = client.ask({ content: "Hi", model: "m" });
  const { ids } = transport.last;
  for (const id of Object.values(ids)) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(Object.keys(ids).sort()).toEqual(["answer", "conversation", "question"]);
  const ask = { content: "Hi", model: "m", ids };
  expect(transport.last.what).toEqual({ ask });
  expect(stream.getSnapshot()).toMatchObject({ arrived: false, answer: { id: ids.answer } });
  await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3"));
  await transport.last.end();
  expect(await stream.whenEnded()).toMatchObject({ id: ids.answer, text: "Hello" });
  expect(stream.getSnapshot().arrived).toBe(true);
  expect(transport.connections).toHaveLength(1);
});

test("a question makes ids for what it makes, and keeps those that it is given", () => {
  const { client, transport } = make();
  client.ask({ content: "Hi", conversation_id: "c1" });
  expect(Object.keys(transport.last.ids).sort()).toEqual(["answer", "question"]);
  client.ask({ question_id: "q1" });
  expect(Object.keys(transport.last.ids)).toEqual(["answer"]);
  client.ask({ content: "Hi", ids: { answer: "a7" } });
  expect(transport.last.what).toEqual({ ask: { content: "Hi", ids: { answer: "a7" } } });
});

test("each question has a key of its own", () => {
  const { client, transport } = make();
  client.ask("Hi");
  client.ask("Hi");
  const keys = transport.connections.map(({ ids }) => ids.answer);
  expect(new Set(keys).size).toBe(2);
});

test("an aborted signal lets go of the answer and is what the loop throws", async () => {
  const { client, transport, api } = make();
  const abort = new AbortController();
  const stream = client.ask("Hi", { signal: abort.signal });
  const reading = expect(stream[Symbol.asyncIterator]().next()).rejects.toBe("enough");
  abort.abort("enough");
  await reading;
  await expect(stream.whenEnded()).rejects.toBe("enough");
  expect(transport.last.signal.aborted).toBe(true);
  expect(api.calls).toEqual([]);
});

test("a signal that is aborted already sends nothing", async () => {
  const { client, transport } = make();
  const stream = client.ask("Hi", { signal: AbortSignal.abort("never") });
  await expect(stream.whenEnded()).rejects.toBe("never");
  expect(transport.connections).toHaveLength(0);
});

test("stop goes out at once, and a reader still gets the end", async () => {
  const { client, transport, api } = make();
  const stream = client.ask("Hi");
  const kinds: string[] = [];
  const reading = (async () => {
    for await (const { kind } of stream) kinds.push(kind);
  })();
  const stopping = stream.stop();
  expect(api.calls).toEqual([`stop("${transport.last.ids.answer}")`]);
  await stopping;
  await transport.last.frames(started(), delta("1-2", "Hel"));
  await transport.last.frames(end("1-3", { status: "stopped", reason: "stopped" }));
  await reading;
  expect(kinds).toEqual(["started", "delta", "end"]);
});

test("following begins behind a cursor, at a snapshot, or at the start", () => {
  const { client, transport } = make();
  client.followAnswer("a1", { after: "1-41" });
  expect(transport.last.what).toEqual({ after: "1-41" });
  const growing = answered({ status: "generating", text: "Hel", cursor: "1-2" });
  const stream = client.followAnswer(growing);
  expect(transport.last.what).toEqual({ after: "1-2" });
  expect(stream.getSnapshot().answer.text).toBe("Hel");
  client.followAnswer("a1");
  expect(transport.last.what).toEqual({ after: null });
  expect(() => client.followAnswer("a1", { after: "41" })).toThrow(TypeError);
});

test("a server that stays away is given up after as long as was said", async () => {
  const { client, transport, clock } = make(3_000);
  const stream = client.ask("Hi");
  const ended = expect(stream.whenEnded()).rejects.toBe(AWAY);
  for (let tries = 0; tries < 10 && stream.getSnapshot().connection !== "refused"; tries += 1) {
    await transport.last.fail(AWAY);
    await clock.pass(1_000);
  }
  await ended;
  expect(transport.connections.length).toBeGreaterThan(2);
});

test("an answer that several watch is followed once, and let go of when nobody does", async () => {
  const { client, transport } = make();
  const watch = client.watchAnswer("a1");
  expect(transport.connections).toHaveLength(0);
  const leave = watch.subscribe(() => undefined);
  leave();
  const first = watch.subscribe(() => undefined);
  const second = client.watchAnswer("a1").subscribe(() => undefined);
  await settle();
  expect(transport.connections).toHaveLength(1);
  await transport.last.frames(started(), delta("1-2", "Hel"));
  expect(watch.getSnapshot().answer.text).toBe("Hel");
  first();
  second();
  await settle();
  expect(transport.last.signal.aborted).toBe(true);
  watch.subscribe(() => undefined);
  await settle();
  expect(transport.connections).toHaveLength(2);
});

test("a client that is closed follows nothing any more, and its answers grow on", async () => {
  const { client, transport, api } = make();
  const conversation = client.newConversation();
  const stream = conversation.ask("Hi");
  await transport.last.frames(started(), delta("1-2", "Hello"));
  client.close();
  await settle();
  expect(transport.last.signal.aborted).toBe(true);
  expect(stream?.getSnapshot().connection).toBe("closed");
  expect(api.calls).not.toContainEqual(expect.stringContaining("stop"));
});

test("what is brought back is listed and readable again", async () => {
  const { client, api } = make();
  const conversation = client.conversation("c1");
  await client.restore("c1");
  expect(api.calls).toEqual(['restore("c1")', "conversations({})", 'conversation("c1")']);
  expect(conversation.getSnapshot().load).toBe("ready");
});

test("headers go with every request, asked for each time", async () => {
  const seen: (string | undefined)[] = [];
  const baseUrl = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { "content-type": "application/json" }).end('{"models":[]}');
  });
  let token = 0;
  const headers = (): HeadersInit => ({ Authorization: `Bearer ${++token}` });
  const client = createClient({ baseUrl: `${baseUrl}/`, headers });
  await client.api.models();
  await client.api.models();
  expect(seen).toEqual(["Bearer 1", "Bearer 2"]);
});

test("without a page the server's address must be said, and an address must be one", async () => {
  const stream = createClient().ask("Hi");
  await expect(stream.whenEnded()).rejects.toMatchObject({ code: "no_base_url" });
  expect(() => createClient({ baseUrl: "localhost:8000" })).toThrow(TypeError);
  expect(() => createClient({ baseUrl: "/yeoul" })).not.toThrow();
});
