// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test } from "vitest";
import { type ApiClient, Client } from "../../../src/core/index.ts";
import { followQueues, queueOf } from "../../../src/page/queue/queues.ts";
import { ApiError, type Change } from "../../../src/protocol/index.ts";
import { answered, conversation, fakeApi, summary } from "../../core/fake-api.ts";
import { delta, end, started } from "../../core/frames.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";

const QUEUE = "yeoul.queue.c1";
let leave = (): void => undefined;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => leave());

function gone(code: string): () => Promise<never> {
  const error = new ApiError({ status: 404, code, detail: "", retryable: false });
  return async () => {
    throw error;
  };
}

/** A page whose first answer in conversation c1 grows, with a question behind it. */
async function page(replies: Partial<ApiClient> = {}) {
  let tell = (_: Change): void => undefined;
  const state = { read: async () => conversation(answered({ status: "generating" })) };
  const client = new Client({
    api: fakeApi({ ...replies, conversation: () => state.read() }),
    transport: new ScriptedTransport(),
    clock: new FakeClock(),
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
    changes: (onChange) => {
      tell = onChange;
    },
  });
  client.listen();
  const open = client.conversation("c1");
  await open.load();
  queueOf(open).add({ text: "A secret" });
  leave = followQueues(client);
  await settle();
  expect(localStorage.getItem(QUEUE)).toContain("A secret");
  return { client, state, deleted: () => tell({ ...DELETED }) };
}

const DELETED: Change = { what: "deleted", conversationId: "c1", answerId: null };

test("what waits in a conversation that is deleted for ever is kept no longer", async () => {
  const { client, state } = await page();
  state.read = gone("not_found");
  await client.forget("c1");
  await settle();
  expect(localStorage.getItem(QUEUE)).toBeNull();
});

test("nor is that of one that was deleted for ever in another window", async () => {
  const { state, deleted } = await page();
  state.read = gone("not_found");
  deleted();
  await settle();
  expect(localStorage.getItem(QUEUE)).toBeNull();
});

test("what waits in a conversation that can be restored is kept for that", async () => {
  const { state, deleted } = await page();
  state.read = gone("conversation_deleted");
  deleted();
  await settle();
  expect(localStorage.getItem(QUEUE)).toContain("A secret");
});

test("what an earlier page has left of a conversation that is gone is forgotten", async () => {
  await page();
  leave();
  const client = new Client({
    api: fakeApi({ conversation: gone("not_found") }),
    transport: new ScriptedTransport(),
    changes: () => undefined,
  });
  leave = followQueues(client);
  await settle();
  expect(localStorage.getItem(QUEUE)).toBeNull();
});

test("of a conversation that is deleted for ever no draft, edit or choice is kept either", async () => {
  const { client, state, deleted } = await page();
  const others = { "yeoul.draft.new": "Hm", "yeoul.draft.c2": "Hm", "yeoul.locale": "ko" };
  const drafts = ["draft.c1", "edit.c1.q1", "edited.c1", "model.c1"].map((name) => `yeoul.${name}`);
  for (const name of drafts) sessionStorage.setItem(name, "A secret");
  for (const [name, text] of Object.entries(others)) sessionStorage.setItem(name, text);
  state.read = gone("conversation_deleted");
  deleted();
  await settle();
  expect(Object.keys(sessionStorage)).toEqual(expect.arrayContaining(drafts));
  state.read = gone("not_found");
  await client.forget("c1");
  await settle();
  expect({ ...sessionStorage }).toEqual(others);
  expect(localStorage).toHaveLength(0);
});

test("a draft that an earlier page has left of a conversation that is gone is forgotten", async () => {
  sessionStorage.setItem("yeoul.draft.c1", "A secret");
  const api = fakeApi({ conversation: gone("not_found") });
  leave = followQueues(
    new Client({ api, transport: new ScriptedTransport(), changes: () => undefined }),
  );
  await settle();
  expect(sessionStorage).toHaveLength(0);
});

test("what is kept is looked through once, one after the other, and what is listed is not read", async () => {
  for (const id of ["c1", "c2", "c3"]) sessionStorage.setItem(`yeoul.draft.${id}`, "Hm");
  const replies: (() => void)[] = [];
  const api = fakeApi({
    conversations: async () => ({ conversations: [summary("c2")], next_cursor: null }),
    conversation: async () => {
      await new Promise<void>((resolve) => replies.push(resolve));
      return conversation(answered());
    },
  });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  const reads = () => api.calls.filter((call) => call.startsWith("conversation("));
  leave = followQueues(client);
  await settle();
  expect(reads()).toEqual(['conversation("c1")']);
  // Another conversation is opened.
  leave();
  leave = followQueues(client);
  replies[0]?.();
  await settle();
  expect(reads()).toEqual(['conversation("c1")', 'conversation("c3")']);
  replies[1]?.();
  leave();
  leave = followQueues(client);
  await settle();
  expect(api.calls).toHaveLength(3);
  expect(sessionStorage).toHaveLength(3);
});

test("of a temporary conversation nothing is kept, and its questions go out all the same", async () => {
  const transport = new ScriptedTransport();
  const client = new Client({ api: fakeApi(), transport, changes: () => undefined });
  const open = client.newConversation();
  open.ask("First", { temporary: true });
  queueOf(open).add({ text: "A secret" });
  expect(queueOf(open).getSnapshot()).toHaveLength(1);
  expect(JSON.stringify(localStorage)).not.toContain("A secret");
  await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3"));
  await transport.last.end();
  expect(transport.last.what).toMatchObject({ ask: { content: "A secret" } });
  expect(localStorage).toHaveLength(0);
});
