import { expect, test } from "vitest";
import { type ApiClient, Conversation } from "../../../src/core/index.ts";
import { ApiError } from "../../../src/protocol/index.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";
import { answered, fakeApi, conversation as reply } from "../fake-api.ts";
import { delta, end, reset, started } from "../frames.ts";
import { ScriptedTransport } from "../scripted-transport.ts";

function open(id: string | null, replies: Partial<ApiClient> = {}) {
  const transport = new ScriptedTransport();
  const clock = new FakeClock();
  const api = fakeApi(replies);
  const changed: string[] = [];
  const conversation = new Conversation(id, {
    api,
    transport,
    clock,
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
    onChange: (each) => changed.push(each),
  });
  const view = () => conversation.getSnapshot();
  const texts = () => view().branch.map((entry) => entry.message.text);
  return { conversation, transport, clock, api, changed, view, texts };
}

const STOPPED = answered({ status: "stopped", reason: "stopped", continuable: true });
const REFUSED = new ApiError({ status: 422, code: "unknown_model", detail: "", retryable: false });

test("a question and its growing answer show before the server has said anything", () => {
  const { conversation, view, texts } = open(null);
  conversation.ask("Hi");
  expect(texts()).toEqual(["Hi", ""]);
  expect(view().live).not.toBeNull();
  expect(view().id).toBeNull();
});

test("the names the server gives change no key, so nothing on the page is made anew", async () => {
  const { conversation, transport, view, changed } = open(null);
  conversation.ask("Hi", { model: "m" });
  expect(transport.last.what).toMatchObject({ ask: { content: "Hi", model: "m" } });
  const keys = view().branch.map((entry) => entry.key);
  await transport.last.frames(started());
  expect(view().branch.map((entry) => entry.message.id)).toEqual(["q1", "a1"]);
  expect(view().branch.map((entry) => entry.key)).toEqual(keys);
  expect(view()).toMatchObject({ id: "c1", load: "ready" });
  expect(changed).toEqual(["c1"]);
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
  await transport.last.fail(
    new ApiError({ status: 0, code: "network", detail: "", retryable: true }),
  );
  await conversation.stop();
  await settle();
  expect(texts()).toEqual([]);
  expect(view().rejected).toEqual({ content: { text: "Hi" }, error: null });
});

test("a question whose reply was lost is stopped at the server, and offered again", async () => {
  const arrived = answered({ id: "a7", status: "generating" });
  const { conversation, transport, api, view } = open(null, { asked: async () => arrived });
  conversation.ask("Hi");
  await transport.last.fail(
    new ApiError({ status: 0, code: "network", detail: "", retryable: true }),
  );
  await conversation.stop();
  expect(api.calls.filter((call) => /^(asked|stop)/.test(call))).toEqual([
    expect.stringMatching(/^asked\({"content":"Hi"},".+"\)$/),
    'stop("a7")',
  ]);
  expect(view().rejected).toEqual({ content: { text: "Hi" }, error: null });
});

test("a second question before the first has a name is given back, and nothing is sent", async () => {
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
  expect(transport.last.what).toMatchObject({ ask: { content: "b", conversation_id: "c1" } });
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
  expect(api.calls.filter((call) => call.startsWith("stop"))).toEqual(['stop("a1")']);
  expect(view().live).toBeNull();
  expect(view().branch[1]?.message).toMatchObject({ status: "stopped" });
});

test("a stop before the answer has a name is carried out as soon as it has", async () => {
  const { conversation, transport, api, view } = open(null);
  conversation.ask("Hi");
  const stopping = conversation.stop();
  expect(view().stopping).toBe(true);
  expect(api.calls).toEqual([]);
  await transport.last.frames(started());
  await stopping;
  expect(api.calls).toContain('stop("a1")');
});

test("a stop that finds no server is tried again", async () => {
  let tries = 0;
  const stop = async () => {
    tries += 1;
    if (tries < 3) {
      throw new ApiError({ status: 0, code: "network", detail: "", retryable: true });
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
