// Replies come in any order: what was done since stands, and of two reads the later one.

import { expect, test } from "vitest";
import { type ApiClient, Client, Conversation, ConversationList } from "../../src/core/index.ts";
import { ApiError, type ConversationReply as Reply } from "../../src/protocol/index.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";
import { answered, fakeApi, conversation as reply, summary } from "./fake-api.ts";
import { delta, end, started } from "./frames.ts";
import { ScriptedTransport } from "./scripted-transport.ts";

/** Calls that are answered by the test, in the order it likes. */
function held<T>() {
  const calls: { resolve: (value: T) => void; reject: (error: unknown) => void }[] = [];
  const call = (): Promise<T> => new Promise((resolve, reject) => calls.push({ resolve, reject }));
  return { calls, call };
}

function open(replies: Partial<ApiClient>) {
  const transport = new ScriptedTransport();
  const conversation = new Conversation("c1", {
    api: fakeApi(replies),
    transport,
    clock: new FakeClock(),
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
  });
  const ids = () => conversation.getSnapshot().branch.map((entry) => entry.message.id);
  const texts = () => conversation.getSnapshot().branch.map((entry) => entry.message.text);
  return { conversation, transport, ids, texts };
}

async function exchanged(transport: ScriptedTransport, n: number): Promise<void> {
  await transport.last.frames(
    started("1-1", `a${n}`, `q${n}`),
    delta("1-2", `Answer ${n}`),
    end("1-3"),
  );
  await transport.last.end();
  await settle();
}

test("a slow read takes away no exchange that was asked and ended meanwhile", async () => {
  const reads = held<Reply>();
  const { conversation, transport, texts } = open({ conversation: reads.call });
  void conversation.load();
  reads.calls[0]?.resolve(reply(answered()));
  await settle();
  void conversation.reload();
  conversation.ask("And?");
  await exchanged(transport, 2);
  conversation.ask("And then?");
  await exchanged(transport, 3);
  reads.calls[1]?.resolve(reply(answered()));
  await settle();
  expect(texts()).toEqual(["Hi", "Hello", "And?", "Answer 2", "And then?", "Answer 3"]);
  const last = transport.last.ids.answer;
  conversation.ask("So?");
  expect(transport.last.what).toMatchObject({ ask: { parent_id: last } });
});

test("a slow read gives an answer that has ended no earlier text", async () => {
  const reads = held<Reply>();
  const { conversation, transport, texts } = open({ conversation: reads.call });
  void conversation.load();
  const half = answered({ status: "generating", text: "Hel", cursor: "1-2", reason: null });
  reads.calls[0]?.resolve(reply(half));
  await settle();
  void conversation.reload();
  await transport.last.frames(delta("1-3", "lo"), end("1-4"));
  await transport.last.end();
  await settle();
  reads.calls[1]?.resolve(reply(half));
  await settle();
  expect(texts()).toEqual(["Hi", "Hello"]);
  expect(transport.connections).toHaveLength(1);
});

test("what a read that was asked for later does not have is gone", async () => {
  const { conversation, transport, ids } = open({});
  await conversation.load();
  conversation.ask("And?");
  await exchanged(transport, 2);
  await conversation.load();
  expect(ids()).toEqual(["q1", "a1"]);
});

test("of two reads the one that was asked for later is shown, whichever comes last", async () => {
  const reads = held<Reply>();
  const { conversation, texts } = open({ conversation: reads.call });
  void conversation.load();
  void conversation.reload();
  reads.calls[1]?.resolve(reply(answered({ text: "new" })));
  await settle();
  reads.calls[0]?.resolve(reply(answered({ text: "old" })));
  await settle();
  expect(texts()).toEqual(["Hi", "new"]);
});

test("an earlier read that fails says nothing about a later one", async () => {
  const reads = held<Reply>();
  const { conversation } = open({ conversation: reads.call });
  void conversation.load();
  void conversation.reload();
  reads.calls[0]?.reject(
    new ApiError({ status: 404, code: "not_found", detail: "", retryable: false }),
  );
  await settle();
  expect(conversation.getSnapshot()).toMatchObject({ load: "loading", loadError: null });
  reads.calls[1]?.resolve(reply(answered()));
  await settle();
  expect(conversation.getSnapshot().load).toBe("ready");
});

test("who reads while it is being read shares that read", async () => {
  const reads = held<Reply>();
  const { conversation } = open({ conversation: reads.call });
  const both = [conversation.load(), conversation.load()];
  expect(reads.calls).toHaveLength(1);
  reads.calls[0]?.resolve(reply(answered()));
  await Promise.all(both);
  void conversation.load();
  expect(reads.calls).toHaveLength(2);
});

test("a read from before a question is not shared by who reads behind it", async () => {
  const reads = held<Reply>();
  const { conversation, transport } = open({ conversation: reads.call });
  void conversation.load();
  reads.calls[0]?.resolve(reply(answered()));
  await settle();
  void conversation.load();
  conversation.ask("And?");
  await exchanged(transport, 2);
  void conversation.load();
  expect(reads.calls).toHaveLength(3);
});

test("a slow read does not bring back the version that was shown before", async () => {
  const two = { ...reply(answered()), leaf_id: "a1" };
  const other = answered({ id: "a2", text: "Ahoy", created_at: "2026-01-02T00:00:00Z" });
  const both = { ...two, messages: [...two.messages, other] };
  const reads = held<Reply>();
  const { conversation, texts } = open({ conversation: reads.call });
  void conversation.load();
  reads.calls[0]?.resolve(both);
  await settle();
  void conversation.reload();
  await conversation.showVersion("a2");
  reads.calls[1]?.resolve(both);
  await settle();
  expect(texts()).toEqual(["Hi", "Ahoy"]);
});

test("the reply to going on that comes behind the answer's end changes nothing", async () => {
  const goingOn = held<ReturnType<typeof answered>>();
  const stopped = answered({ status: "stopped", reason: "stopped", text: "Hel", cursor: "1-3" });
  const growing = { ...stopped, status: "generating", reason: null } as const;
  const reads = [reply(stopped), reply(growing)];
  const { conversation, transport, texts } = open({
    conversation: async () => reads.shift() ?? reply(growing),
    continueAnswer: goingOn.call,
  });
  await conversation.load();
  void conversation.continueAnswer("a1");
  await conversation.reload();
  await transport.last.frames(started("2-1"), delta("2-2", "lo"), end("2-3"));
  await transport.last.end();
  goingOn.calls[0]?.resolve(growing);
  await settle();
  expect(texts()).toEqual(["Hi", "Hello"]);
  expect(conversation.getSnapshot().live).toBeNull();
});

function listWith(replies: Partial<ApiClient>) {
  const pages = held<{ conversations: ReturnType<typeof summary>[]; next_cursor: string | null }>();
  const list = new ConversationList(fakeApi({ ...replies, conversations: pages.call }));
  const page = (at: number, next: string | null, ...items: ReturnType<typeof summary>[]) => {
    pages.calls[at]?.resolve({ conversations: items, next_cursor: next });
    return settle();
  };
  const titles = () => list.getSnapshot().items.map(({ title }) => title);
  return { list, page, titles, pages };
}

test("a list that was asked for before a deletion does not bring the conversation back", async () => {
  const { list, page, titles } = listWith({});
  void list.refresh();
  await page(0, null, summary("a"), summary("b"));
  void list.refresh();
  await list.remove("a");
  await page(1, null, summary("a"), summary("b"));
  expect(titles()).toEqual(["b"]);
});

test("a list that was asked for before a change elsewhere does not bring it back either", async () => {
  const { list, page, titles } = listWith({});
  void list.refresh();
  await page(0, "2", summary("a"), summary("b"));
  void list.more();
  list.forget("b");
  list.include(summary("b"));
  await page(1, null, summary("b"), summary("c"));
  expect(titles()).toEqual(["a", "c"]);
});

test("a list that was asked for before a renaming keeps the new title", async () => {
  const renaming = held<ReturnType<typeof summary>>();
  const { list, page, titles } = listWith({ patch: renaming.call });
  void list.refresh();
  await page(0, null, summary("a"));
  void list.rename("a", "Rivers");
  // The server has not taken it in yet, or has just done so.
  void list.refresh();
  await page(1, null, summary("a"));
  expect(titles()).toEqual(["Rivers"]);
  void list.refresh();
  renaming.calls[0]?.resolve(summary("a", { title: "Rivers" }));
  await settle();
  await page(2, null, summary("a"));
  expect(titles()).toEqual(["Rivers"]);
  void list.refresh();
  await page(3, null, summary("a", { title: "Lakes" }));
  expect(titles()).toEqual(["Lakes"]);
});

test("a list that is asked for faster than it comes is shown nevertheless", async () => {
  const { list, page, titles } = listWith({});
  for (let at = 0; at < 3; at += 1) void list.refresh();
  await page(0, null, summary("a"));
  expect(titles()).toEqual(["a"]);
  await page(2, null, summary("c"));
  await page(1, null, summary("b"));
  expect(titles()).toEqual(["c"]);
});

test("a further page that fails after a new search says nothing about that search", async () => {
  const { list, page, pages } = listWith({});
  void list.refresh();
  await page(0, "2", summary("a"));
  void list.more();
  void list.search("ford");
  pages.calls[1]?.reject(new Error("late"));
  await page(2, null, summary("b"));
  expect(list.getSnapshot()).toMatchObject({ error: null, state: "ready" });
});

test("the models are read once for all who wait for them", async () => {
  const api = fakeApi({ models: () => new Promise(() => undefined) });
  const transport = new ScriptedTransport();
  const client = new Client({ api, transport, changes: () => undefined });
  void client.loadModels();
  void client.loadModels();
  expect(api.calls).toEqual(["models()"]);
});
