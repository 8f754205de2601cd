import { expect, test } from "vitest";
import { type ApiClient, Conversation } from "../../../src/core/index.ts";
import { ApiError, type Message } from "../../../src/protocol/index.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";
import { answered, fakeApi, conversation as reply } from "../fake-api.ts";
import { delta, end, reset, started } from "../frames.ts";
import { ScriptedTransport } from "../scripted-transport.ts";

function open(id: string | null, replies: Partial<ApiClient> = {}) {
  const transport = new ScriptedTransport();
  const clock = new FakeClock();
  const api = fakeApi(replies);
  const begun: string[] = [];
  const conversation = new Conversation(id, {
    api,
    transport,
    clock,
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
    onBegun: (each) => begun.push(each),
  });
  const view = () => conversation.getSnapshot();
  const texts = () => view().branch.map((entry) => entry.message.text);
  return { conversation, transport, clock, api, begun, view, texts };
}

const STOPPED = answered({ status: "stopped", reason: "stopped", continuable: true });
const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });
const TAKEN = new ApiError({ status: 409, code: "id_taken", detail: "", retryable: false });
const REFUSED = new ApiError({ status: 422, code: "unknown_model", detail: "", retryable: false });

test("a question and its growing answer have their ids before the server has said anything", async () => {
  const { conversation, transport, view, texts, begun } = open(null);
  conversation.ask("Hi", { model: "m" });
  expect(transport.last.what).toMatchObject({ ask: { content: "Hi", model: "m" } });
  const { ids } = transport.last;
  expect(texts()).toEqual(["Hi", ""]);
  expect(view().live).not.toBeNull();
  expect(view()).toMatchObject({ id: ids.conversation, load: "new" });
  expect(begun).toEqual([ids.conversation]);
  const shown = () => view().branch.map((entry) => entry.message.id);
  expect(shown()).toEqual([ids.question, ids.answer]);
  await transport.last.frames(started());
  expect(shown()).toEqual([ids.question, ids.answer]);
  expect(view()).toMatchObject({ id: ids.conversation, load: "ready" });
  expect(view().branch[1]?.message).toMatchObject({ created_at: "2026-01-01T00:00:00Z" });
});

test("a new conversation whose question was refused begins again under another id", async () => {
  const { conversation, transport, view, begun } = open(null);
  conversation.ask("Hi");
  await transport.last.fail(REFUSED);
  expect(view()).toMatchObject({ id: null, load: "new", branch: [] });
  conversation.ask("Hi");
  expect(new Set(begun).size).toBe(2);
  expect(view().id).toBe(begun[1]);
});

test("nothing is read of a conversation that the server does not know yet", async () => {
  const { conversation, api, view } = open(null);
  conversation.ask("Hi");
  conversation.subscribe(() => undefined);
  await conversation.load();
  conversation.noticed({ what: "missed", conversationId: null, answerId: null });
  await settle();
  expect(api.calls).toEqual([]);
  expect(view().load).toBe("new");
});

test("the end turns the stream into a message", async () => {
  const { conversation, transport, view, texts } = open(null);
  conversation.ask("Hi");
  await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3"));
  await transport.last.end();
  expect(texts()).toEqual(["Hi", "Hello"]);
  expect(view().live).toBeNull();
  expect(view().branch[1]?.message).toMatchObject({ status: "finished", reason: "stop" });
});

test("the next question follows the answer that is shown", async () => {
  const { conversation, transport } = open("c1");
  await conversation.load();
  conversation.ask("And?");
  expect(transport.last.what).toMatchObject({
    ask: { content: "And?", conversation_id: "c1", parent_id: "a1" },
  });
});

test("editing a question asks under its parent and makes a version of it", async () => {
  const { conversation, transport, view } = open("c1");
  await conversation.load();
  conversation.ask("Hello?", { editOf: "q1" });
  expect(transport.last.what).toMatchObject({ ask: { conversation_id: "c1", parent_id: null } });
  await transport.last.frames(started("1-1", "a2", "q2"));
  expect(view().branch[0]).toMatchObject({ index: 1 });
  expect(view().branch[0]?.versions).toHaveLength(2);
});

test("regenerating names only the question and makes a version of the answer", async () => {
  const { conversation, transport, view } = open("c1");
  await conversation.load();
  conversation.regenerate("q1");
  expect(transport.last.what).toMatchObject({ ask: { question_id: "q1" } });
  expect(view().branch[1]).toMatchObject({ index: 1 });
  expect(view().branch[1]?.versions).toHaveLength(2);
});

test("another version may begin with a text", async () => {
  const { conversation, transport, view } = open("c1");
  await conversation.load();
  conversation.regenerate("q1", undefined, { prefix: "The" });
  expect(transport.last.what).toMatchObject({ ask: { question_id: "q1", prefix: "The" } });
  await transport.last.frames(started("1-1", "a2"), delta("1-2", "The"));
  expect(view().live?.getSnapshot().answer.text).toBe("The");
});

test("a refused question is taken back and offered again", async () => {
  const { conversation, transport, view, texts } = open("c1");
  await conversation.load();
  conversation.ask("And?");
  await transport.last.fail(REFUSED);
  expect(texts()).toEqual(["Hi", "Hello"]);
  expect(view().rejected).toEqual({ content: { text: "And?" }, error: REFUSED });
});

test("a question stopped while the server is out of reach is offered again", async () => {
  const { conversation, transport, texts, view } = open(null);
  conversation.ask("Hi");
  await transport.last.fail(AWAY);
  await conversation.stop();
  await settle();
  expect(texts()).toEqual([]);
  expect(view().rejected).toEqual({ content: { text: "Hi" }, error: null });
});

test("a question whose reply was lost is stopped at the server, and offered again", async () => {
  const { conversation, transport, api, view } = open(null);
  conversation.ask("Hi");
  const { answer } = transport.last.ids;
  await transport.last.fail(AWAY);
  await conversation.stop();
  await settle();
  expect(api.calls).toEqual([`stop("${answer}")`]);
  expect(view().rejected).toEqual({ content: { text: "Hi" }, error: null });
});

test("a question that a read brings before its own reply is shown once, and followed", async () => {
  let brought: Message[] = [];
  const { conversation, transport, clock, view, texts } = open("c1", {
    conversation: async () => {
      const { messages, ...rest } = reply(answered());
      return { ...rest, messages: [...messages, ...brought] };
    },
  });
  await conversation.load();
  conversation.ask("And?");
  const { question, answer } = transport.last.ids;
  const asked = { conversation_id: "c1", created_at: "2026-01-02T00:00:00Z" };
  brought = [
    { ...asked, id: question ?? "", parent_id: "a1", role: "user", text: "And?" },
    answered({ ...asked, id: answer, parent_id: question ?? "", status: "generating", text: "S" }),
  ];
  await transport.last.fail(AWAY);
  await conversation.reload();
  expect(texts()).toEqual(["Hi", "Hello", "And?", "S"]);
  await clock.pass(1_000);
  expect(transport.connections).toHaveLength(2);
  expect(transport.last.what).toEqual({ after: null });
  await conversation.stop();
  await settle();
  expect(view().rejected).toBeNull();
  expect(view().branch).toHaveLength(4);
});

test("a question whose ids are taken has arrived long ago, and its answer is followed", async () => {
  const { conversation, transport, clock, texts } = open(null);
  conversation.ask("Hi");
  await transport.last.fail(TAKEN);
  await clock.pass(1_000);
  expect(transport.last.what).toEqual({ after: null });
  await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3"));
  await transport.last.end();
  expect(texts()).toEqual(["Hi", "Hello"]);
});

test("a question whose ids are somebody else's is given back", async () => {
  const { conversation, transport, clock, view } = open(null);
  conversation.ask("Hi");
  await transport.last.fail(TAKEN);
  await clock.pass(1_000);
  await transport.last.fail(
    new ApiError({ status: 404, code: "not_found", detail: "", retryable: false }),
  );
  expect(view().rejected).toEqual({ content: { text: "Hi" }, error: TAKEN });
});

test("a second question before the first has arrived is given back, and nothing is sent", async () => {
  const { conversation, transport, texts, view } = open(null);
  conversation.ask("a");
  conversation.ask("b");
  expect(transport.connections).toHaveLength(1);
  expect(texts()).toEqual(["a", ""]);
  expect(view().rejected).toMatchObject({
    content: { text: "b" },
    error: { code: "answer_in_progress" },
  });
  await transport.last.frames(started(), end("1-2"));
  await transport.last.end();
  conversation.ask("b");
  expect(view().rejected).toBeNull();
  expect(transport.last.what).toMatchObject({ ask: { conversation_id: view().id } });
});

test("while an answer grows, no question and no other version is asked for", async () => {
  const { conversation, transport, view } = open("c1");
  await conversation.load();
  conversation.ask("And?");
  await transport.last.frames(started("1-1", "a2", "q2"), delta("1-2", "So"));
  conversation.ask("Then?", { editOf: "q1" });
  conversation.regenerate("q1");
  expect(transport.connections).toHaveLength(1);
  expect(view()).toMatchObject({
    rejected: { content: { text: "Then?" } },
    error: { code: "answer_in_progress" },
  });
});

test("an answer that was growing at the load is followed from its cursor", async () => {
  const growing = answered({ status: "generating", text: "Hel", cursor: "1-2", reason: null });
  const { conversation, transport, view } = open("c1", {
    conversation: async () => reply(growing),
  });
  await conversation.load();
  expect(transport.last.what).toEqual({ after: "1-2" });
  expect(view().live?.getSnapshot().answer.text).toBe("Hel");
  await conversation.load();
  expect(transport.connections).toHaveLength(1);
});

test("a reply that is older than the question asked since does not take it away", async () => {
  let arrive = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let loads = 0;
  const { conversation, transport, texts } = open("c1", {
    conversation: async () => {
      loads += 1;
      if (loads > 1) await late;
      return reply(answered());
    },
  });
  await conversation.load();
  const again = conversation.load();
  conversation.ask("And?");
  await transport.last.frames(started("1-1", "a2", "q2"), delta("1-2", "So"));
  arrive();
  await again;
  expect(texts()).toEqual(["Hi", "Hello", "And?", ""]);
});

test("stop reaches the server, and its reply ends the answer", async () => {
  const { conversation, transport, api, view } = open(null, { answer: async () => STOPPED });
  conversation.ask("Hi");
  await transport.last.frames(started(), delta("1-2", "Hel"));
  await conversation.stop();
  await settle();
  expect(api.calls).toContain(`stop("${transport.last.ids.answer}")`);
  expect(view().live).toBeNull();
  expect(view().branch[1]?.message).toMatchObject({ status: "stopped" });
});

test("a stop goes out before the question has arrived, and what arrives then is stopped", async () => {
  const { conversation, transport, api, view } = open(null, { stop: async () => null });
  conversation.ask("Hi");
  const stopping = conversation.stop();
  expect(api.calls).toEqual([`stop("${transport.last.ids.answer}")`]);
  await settle();
  expect(view().stopping).toBe(true);
  await transport.last.frames(started(), end("1-2", { status: "stopped", reason: "stopped" }));
  await transport.last.end();
  await stopping;
  expect(view()).toMatchObject({ stopping: false, rejected: null });
  expect(view().branch[1]?.message).toMatchObject({ status: "stopped" });
});

test("a stopped question that does not arrive is not sent again, but given back", async () => {
  const { conversation, transport, clock, view } = open(null, { stop: async () => null });
  conversation.ask("Hi");
  const stopping = conversation.stop();
  await settle();
  await transport.last.fail(AWAY);
  await stopping;
  await clock.pass(10_000);
  expect(transport.connections).toHaveLength(1);
  expect(view().rejected).toEqual({ content: { text: "Hi" }, error: null });
});

test("a stop that finds no server is tried again", async () => {
  let tries = 0;
  const stop = async () => {
    tries += 1;
    if (tries < 3) {
      throw AWAY;
    }
    return STOPPED;
  };
  const { conversation, transport, clock, view } = open(null, { stop, answer: stop });
  conversation.ask("Hi");
  await transport.last.frames(started());
  const stopping = conversation.stop();
  await settle();
  expect(view().stopping).toBe(true);
  await clock.pass(1_000);
  await stopping;
  await settle();
  expect(tries).toBeGreaterThanOrEqual(3);
  expect(view().branch[1]?.message).toMatchObject({ status: "stopped" });
});

test("a stopped answer shows whether it can be continued, and goes on in a new epoch", async () => {
  const { conversation, transport, view } = open("c1", {
    conversation: async () => reply(STOPPED),
  });
  await conversation.load();
  await conversation.continueAnswer("a1");
  expect(transport.last.what).toEqual({ after: "1-3" });
  await transport.last.frames(
    started("2-1"),
    reset("2-2", "Hello"),
    delta("2-3", " you"),
    end("2-4"),
  );
  await transport.last.end();
  expect(view().branch[1]?.message).toMatchObject({ text: "Hello you", status: "finished" });
});

test("switching shows the other version and tells the server", async () => {
  const { conversation, transport, api, view } = open("c1");
  await conversation.load();
  conversation.regenerate("q1");
  await transport.last.frames(started("1-1", "a2"), end("1-2"));
  await transport.last.end();
  await conversation.showVersion("a1");
  expect(view().branch[1]).toMatchObject({ index: 0, message: { id: "a1" } });
  expect(api.calls).toContain('patch("c1",{"leaf_id":"a1"})');
});

test("switching in a deleted conversation shows the other version and asks for nothing", async () => {
  let deleted = false;
  const { conversation, transport, api, view } = open("c1", {
    conversation: async () => {
      if (deleted) throw new ApiError({ status: 404, code: "x", detail: "", retryable: false });
      return reply(answered());
    },
  });
  await conversation.load();
  conversation.regenerate("q1");
  await transport.last.frames(started("1-1", "a2"), end("1-2"));
  await transport.last.end();
  deleted = true;
  await conversation.load();
  await conversation.showVersion("a1");
  expect(view()).toMatchObject({ load: "failed", error: null });
  expect(view().branch[1]).toMatchObject({ index: 0, message: { id: "a1" } });
  expect(api.calls.filter((call) => call.startsWith("patch"))).toEqual([]);
});

test("a conversation that does not exist is told apart from a server that is away", async () => {
  const failing = (status: number) => async () => {
    throw new ApiError({ status, code: "x", detail: "", retryable: status === 0 });
  };
  for (const status of [404, 0]) {
    const { conversation, view } = open("c1", { conversation: failing(status) });
    await conversation.load();
    expect(view()).toMatchObject({ load: "failed", loadError: { status } });
  }
});
