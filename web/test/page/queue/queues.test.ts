// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test } from "vitest";
import { type ApiClient, Client } from "../../../src/core/index.ts";
import { followQueues, queueOf } from "../../../src/page/queue/queues.ts";
import { ApiError, type Change } from "../../../src/protocol/index.ts";
import { answered, conversation, fakeApi } from "../../core/fake-api.ts";
import { delta, end, started } from "../../core/frames.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";

const QUEUE = "yeoul.queue.c1";
let leave = (): void => undefined;

beforeEach(() => localStorage.clear());
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
