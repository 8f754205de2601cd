import { expect, test } from "vitest";
import { type Changes, Client, Conversation } from "../../src/core/index.ts";
import type { Change } from "../../src/protocol/index.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";
import { answered, fakeApi, conversation as reply } from "./fake-api.ts";
import { ScriptedTransport } from "./scripted-transport.ts";

function change(what: Change["what"], answerId: string | null = null): Change {
  return { what, conversationId: "c1", answerId };
}

const READ = 'conversation("c1")';

function open() {
  const transport = new ScriptedTransport();
  const api = fakeApi({ conversation: async () => reply(answered()) });
  const options = {
    ...{ api, transport, clock: new FakeClock() },
    schedule: (run: () => void) => run(),
    wakeUps: () => () => undefined,
  };
  const conversation = new Conversation("c1", options);
  const reads = () => api.calls.filter((call) => call === READ).length;
  return { conversation, transport, api, options, reads };
}

test("a conversation nobody looks at is not read", async () => {
  const { conversation, reads } = open();
  conversation.noticed(change("changed"));
  await settle();
  expect(reads()).toBe(0);
});

test("what is news is read, and what is known is not", async () => {
  const { conversation, reads } = open();
  conversation.subscribe(() => undefined);
  await conversation.load();
  conversation.noticed(change("asked", "a1"));
  conversation.noticed(change("ended", "a1"));
  await settle();
  expect(reads()).toBe(1);
  conversation.noticed(change("asked", "a2"));
  await settle();
  conversation.noticed(change("continued", "a1"));
  await settle();
  conversation.noticed({ what: "missed", conversationId: null, answerId: null });
  await settle();
  expect(reads()).toBe(4);
});

test("of a question of ours nothing is read, and what else happens meanwhile is", async () => {
  const { conversation, transport, reads } = open();
  conversation.subscribe(() => undefined);
  await conversation.load();
  conversation.ask("Mine");
  const { answer } = transport.last.ids;
  conversation.noticed(change("asked", answer));
  await settle();
  expect(reads()).toBe(1);
  conversation.noticed(change("asked", "a7"));
  await settle();
  expect(reads()).toBe(2);
  const shown = conversation.getSnapshot().branch.map(({ message }) => message.id);
  expect(shown).toEqual(["q1", "a1", transport.last.ids.question, answer]);
});

test("a question that is heard of has arrived: its answer is followed, not asked again", async () => {
  const { conversation, transport, options } = open();
  conversation.ask("Mine");
  conversation.noticed(change("asked", transport.last.ids.answer));
  await transport.last.end();
  await options.clock.pass(250);
  expect(transport.last.what).toEqual({ after: null });
});

test("changes that come together are one look at the list", async () => {
  const { api, options } = open();
  let tell = (_: Change): void => undefined;
  const changes: Changes = (onChange) => {
    tell = onChange;
  };
  new Client({ ...options, changes }).listen();
  for (const what of ["created", "asked", "ended"] as const) tell(change(what));
  await options.clock.pass(1_000);
  expect(api.calls.filter((call) => call.startsWith("conversations("))).toHaveLength(1);
  tell(change("deleted"));
  await options.clock.pass(1_000);
  expect(api.calls.filter((call) => call.startsWith("conversations("))).toHaveLength(2);
});

test("a conversation that was deleted elsewhere is no entry for the list any more", async () => {
  const { conversation } = open();
  conversation.subscribe(() => undefined);
  await conversation.load();
  expect(conversation.getSnapshot().summary).toMatchObject({ id: "c1", title: "Hi" });
  conversation.noticed(change("deleted"));
  expect(conversation.getSnapshot().summary).toBeNull();
});

test("another list is told, and no conversation is read", async () => {
  const { api, options } = open();
  let tell = (_: Change): void => undefined;
  const changes: Changes = (onChange) => {
    tell = onChange;
  };
  const client = new Client({ ...options, changes });
  client.listen();
  void client.loadModels();
  tell({ what: "models", conversationId: null, answerId: null });
  tell({ what: "downloads", conversationId: null, answerId: null });
  tell({ what: "assistants", conversationId: null, answerId: null });
  expect(client.listChanges.getSnapshot()).toBe(2);
  await settle();
  await options.clock.pass(1000);
  expect(api.calls).toEqual(["models()", "models()"]);
});
