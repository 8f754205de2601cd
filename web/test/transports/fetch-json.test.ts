import { expect, test } from "vitest";
import { type ApiClient, apiClient, Client } from "../../src/core/index.ts";
import { pollTransport } from "../../src/transports/index.ts";
import { ScriptedTransport } from "../core/scripted-transport.ts";
import { serve } from "../loopback.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";
import { collected } from "./collected.ts";

const COMMANDS: Record<string, (api: ApiClient) => Promise<unknown>> = {
  models: (api) => api.models(),
  answer: (api) => api.answer("a"),
  stop: (api) => api.stop("a"),
  continueAnswer: (api) => api.continueAnswer("a"),
  conversations: (api) => api.conversations({}),
  candidates: (api) => api.candidates("a"),
  conversation: (api) => api.conversation("c"),
  patch: (api) => api.patch("c", { title: "t" }),
  remove: (api) => api.remove("c"),
  forget: (api) => api.forget("c"),
  restore: (api) => api.restore("c"),
  importAll: (api) => api.importAll([]),
  storage: (api) => api.storage(),
  call: (api) => api.call("GET", "/storage", (value) => value),
};

/** A fetch that takes every request and replies to none, whatever its signal says. */
function deaf() {
  let sent = 0;
  const request = (): Promise<never> => {
    sent += 1;
    return new Promise(() => undefined);
  };
  return { request, sent: () => sent };
}

test("the list of commands is whole", () => {
  expect(Object.keys(COMMANDS).sort()).toEqual(Object.keys(apiClient()).sort());
});

test.each(Object.entries(COMMANDS))("%s ends when no reply comes", async (_, command) => {
  const clock = new FakeClock();
  const { request } = deaf();
  const failed = command(apiClient({ baseUrl: "http://y.test", fetch: request, clock })).then(
    () => null,
    (error: unknown) => error,
  );
  await settle();
  await clock.pass(15_000);
  expect(await failed).toMatchObject({ name: "ApiError", code: "timeout", retryable: true });
});

test("headers that never come are waited for no longer", async () => {
  const clock = new FakeClock();
  const api = apiClient({
    baseUrl: "http://y.test",
    clock,
    headers: () => new Promise(() => undefined),
  });
  const failed = expect(api.models()).rejects.toMatchObject({ code: "timeout" });
  await settle();
  await clock.pass(15_000);
  await failed;
});

/** A server that sends its head and half of a body. */
async function half() {
  const clock = new FakeClock();
  let rest = (_: string): void => undefined;
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"models":');
    rest = (text) => response.end(text);
  });
  let begun = (): void => undefined;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const watched: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    begun();
    return response;
  };
  return {
    api: apiClient({ baseUrl, clock, fetch: watched }),
    clock,
    beginning,
    end: () => rest("[]}"),
  };
}

test("half a body and then nothing ends as well", async () => {
  const { api, clock, beginning } = await half();
  const failed = expect(api.models()).rejects.toMatchObject({ code: "timeout" });
  await beginning;
  await settle();
  await clock.pass(30_000);
  await failed;
});

test("a body that comes slowly is waited for", async () => {
  const { api, clock, beginning, end } = await half();
  const models = api.models();
  await beginning;
  await clock.pass(14_000);
  end();
  expect(await models).toEqual([]);
  expect(clock.waiting()).toEqual([]);
});

test("a Stop without a reply is sent again, and tells in the end", async () => {
  const clock = new FakeClock();
  const { request, sent } = deaf();
  const api = apiClient({ baseUrl: "http://y.test", fetch: request, clock });
  const transport = new ScriptedTransport();
  const client = new Client({ api, clock, transport, changes: () => undefined });
  const failed = client.stop("a").catch((error: unknown) => error);
  await settle();
  await clock.pass(40_000);
  expect(sent()).toBeGreaterThan(1);
  await clock.pass(100_000);
  expect(await failed).toMatchObject({ code: "timeout" });
});

test("a long poll has the time that it asks the server to wait, and some more", async () => {
  const clock = new FakeClock();
  const { request } = deaf();
  const transport = pollTransport({ baseUrl: "http://y.test", fetch: request, clock });
  let over = false;
  const { signal } = new AbortController();
  const following = transport.follow("a", null, collected().sink, signal).catch((error) => {
    over = true;
    return error as unknown;
  });
  await settle();
  await clock.pass(30_000);
  expect(over).toBe(false);
  await clock.pass(10_000);
  expect(await following).toMatchObject({ code: "timeout" });
});
