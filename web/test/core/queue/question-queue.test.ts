import { expect, test } from "vitest";
import { type ApiClient, Conversation } from "../../../src/core/index.ts";
import { QuestionQueue } from "../../../src/core/queue/index.ts";
import { ApiError, type EndData } from "../../../src/protocol/index.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";
import { answered, fakeApi, conversation as reply } from "../fake-api.ts";
import { delta, end, started } from "../frames.ts";
import { ScriptedTransport } from "../scripted-transport.ts";

const REFUSED = new ApiError({ status: 422, code: "unknown_model", detail: "", retryable: false });

/** What a browser keeps for all of its windows. */
function browser() {
  const kept = new Map<string, string>();
  return {
    kept,
    read: (name: string) => kept.get(name) ?? "",
    write: (name: string, text: string) =>
      void (text === "" ? kept.delete(name) : kept.set(name, text)),
  };
}

function open(id: string | null, memory = browser(), replies: Partial<ApiClient> = {}) {
  const transport = new ScriptedTransport();
  const conversation = new Conversation(id, {
    api: fakeApi(replies),
    transport,
    clock: new FakeClock(),
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
  });
  const queue = new QuestionQueue(conversation, memory);
  const waiting = () => queue.getSnapshot().map(({ content, held }) => [content.text, held]);
  const asked = () =>
    transport.connections.flatMap(({ what }) => ("ask" in what ? [what.ask.content] : []));
  const idOf = (text: string) =>
    queue.getSnapshot().find(({ content }) => content.text === text)?.id ?? "";
  /** Has the answer that was asked for last come to an end. */
  const finish = async (fields: Partial<EndData> = {}) => {
    await transport.last.frames(started(), delta("1-2", "Hello"), end("1-3", fields));
    await transport.last.end();
  };
  return { conversation, transport, queue, memory, waiting, asked, idOf, finish };
}

/** A conversation whose first answer grows. */
function growing(memory = browser(), replies: Partial<ApiClient> = {}) {
  const opened = open(null, memory, replies);
  opened.conversation.ask("First");
  return opened;
}

/** The same conversation in another window, or after a reload: the server has what has ended. */
async function reopened(memory: ReturnType<typeof browser>, status: "finished" | "stopped") {
  const [name = "", kept = ""] = [...memory.kept][0] ?? [];
  const { after } = JSON.parse(kept) as { after: string };
  const reason = status === "stopped" ? "stopped" : "stop";
  const answer = answered({ id: after, status, reason });
  const opened = open(name.replace("queue.", ""), memory, {
    conversation: async () => reply(answer),
  });
  await opened.conversation.load();
  return opened;
}

test("each goes out when the answer before it has ended, behind that answer", async () => {
  const { queue, transport, waiting, asked, finish, memory } = growing();
  const first = transport.last.ids;
  queue.add({ text: "Second" }, { model: "m" });
  queue.add({ text: "Third" });
  const [{ id, answerId } = { id: "", answerId: "" }] = queue.getSnapshot();
  expect(waiting()).toEqual([
    ["Second", null],
    ["Third", null],
  ]);
  await finish();
  expect(asked()).toEqual(["First", "Second"]);
  expect(transport.last.what).toMatchObject({
    ask: {
      ids: { question: id, answer: answerId },
      parent_id: first.answer,
      conversation_id: first.conversation,
      model: "m",
    },
  });
  expect(waiting()).toEqual([["Third", null]]);
  await finish();
  await finish();
  expect(asked()).toEqual(["First", "Second", "Third"]);
  expect(memory.kept.size).toBe(0);
});

test("a question is kept until the server has it, and a reload sends the same one again", async () => {
  const { queue, transport, finish, memory } = growing();
  queue.add({ text: "Second" });
  await finish();
  const sent = transport.last.what;
  expect(sent).toMatchObject({ ask: { content: "Second" } });
  const later = await reopened(memory, "finished");
  expect(later.asked()).toEqual(["Second"]);
  // Byte for byte: the server takes it for the question that it has.
  const withoutPlace = ({ ask }: { ask?: unknown }) => ({ ...(ask as object) });
  expect(withoutPlace(later.transport.last.what as object)).toEqual(withoutPlace(sent as object));
  await later.transport.last.frames(started());
  expect(memory.kept.size).toBe(0);
});

test("a question that the server has is not asked again", async () => {
  const memory = browser();
  const { queue } = growing(memory);
  queue.add({ text: "Second" });
  const [[name, kept] = ["", ""]] = [...memory.kept];
  memory.kept.set(name, kept.replaceAll(queue.getSnapshot()[0]?.id ?? "-", "q1"));
  const later = await reopened(memory, "finished");
  expect(later.asked()).toEqual([]);
  expect(later.waiting()).toEqual([]);
  expect(memory.kept.size).toBe(0);
});

test.each(["stopped", "failed"] as const)("behind an answer that %s they wait", async (status) => {
  const { queue, conversation, waiting, asked, idOf, finish } = growing();
  queue.add({ text: "Second" });
  const reason = status === "failed" ? "error" : "stopped";
  await finish({ status, reason });
  expect(waiting()).toEqual([["Second", status]]);
  expect(asked()).toEqual(["First"]);
  queue.send(idOf("Second"));
  expect(asked()).toEqual(["First", "Second"]);
  expect(conversation.getSnapshot().live).not.toBeNull();
});

test("behind the next try of a failed answer they go out by themselves", async () => {
  const { queue, conversation, transport, waiting, asked, finish } = growing();
  queue.add({ text: "Second" });
  const { question = "" } = transport.last.ids;
  await finish({ status: "failed", reason: "error" });
  conversation.regenerate(question ?? "");
  expect(waiting()).toEqual([["Second", null]]);
  await finish();
  expect(asked()).toEqual(["First", undefined, "Second"]);
});

test("what a Stop has held stays so behind another question", async () => {
  const { queue, conversation, waiting, asked, finish } = growing();
  queue.add({ text: "Second" });
  await finish({ status: "stopped", reason: "stopped" });
  conversation.ask("Other");
  queue.add({ text: "Third" });
  await finish();
  expect(asked()).toEqual(["First", "Other", "Third"]);
  expect(waiting()).toEqual([["Second", "stopped"]]);
});

test("after a reload they wait behind an answer that was stopped meanwhile", async () => {
  const { queue, memory } = growing();
  queue.add({ text: "Second" });
  const later = await reopened(memory, "stopped");
  expect(later.waiting()).toEqual([["Second", "stopped"]]);
  expect(later.asked()).toEqual([]);
});

test("a refused question comes back under other ids, and holds those behind it", async () => {
  const { queue, conversation, transport, waiting, asked, idOf, finish } = growing();
  queue.add({ text: "Second" });
  queue.add({ text: "Third" });
  await finish();
  const refused = transport.last.ids;
  await transport.last.fail(REFUSED);
  await settle();
  expect(waiting()).toEqual([
    ["Second", "refused"],
    ["Third", "refused"],
  ]);
  expect(conversation.getSnapshot()).toMatchObject({ error: REFUSED, rejected: null });
  expect(idOf("Second")).not.toBe(refused.question);
  queue.change(idOf("Second"), { text: "Second, better" });
  expect(asked()).toEqual(["First", "Second", "Second, better"]);
});

test("half an edit is not asked, nor what stands behind it", async () => {
  const { queue, waiting, asked, idOf, finish } = growing();
  queue.add({ text: "Second" });
  queue.add({ text: "Third" });
  queue.edit(idOf("Second"));
  await finish();
  expect(asked()).toEqual(["First"]);
  queue.change(idOf("Second"), { text: "Second, better" });
  expect(asked()).toEqual(["First", "Second, better"]);
  expect(waiting()).toEqual([["Third", null]]);
});

test("an edit of what a Stop has held sends nothing", async () => {
  const { queue, conversation, waiting, asked, idOf, finish } = growing();
  queue.add({ text: "Second" });
  await finish({ status: "stopped", reason: "stopped" });
  conversation.ask("Other");
  await finish();
  queue.edit(idOf("Second"));
  queue.change(idOf("Second"), { text: "Second, better" });
  expect(asked()).toEqual(["First", "Other"]);
  expect(waiting()).toEqual([["Second, better", "stopped"]]);
});

test("what is taken back is given back, and what waited for it goes on", async () => {
  const { queue, asked, idOf, finish, memory } = growing();
  queue.add({ text: "Second" });
  queue.add({ text: "Third" });
  queue.edit(idOf("Second"));
  await finish();
  expect(queue.takeBack(idOf("Second"))).toEqual({ text: "Second" });
  expect(asked()).toEqual(["First", "Third"]);
  await finish();
  expect(queue.takeBack("gone")).toBeUndefined();
  expect(memory.kept.size).toBe(0);
});

test("where nothing grows a question is asked at once", async () => {
  const { queue, conversation, asked, finish } = growing();
  await finish();
  queue.add({ text: "Second" });
  expect(asked()).toEqual(["First", "Second"]);
  expect(conversation.getSnapshot().live).not.toBeNull();
});

test("a new conversation whose first question is refused keeps what waits, and can ask it", async () => {
  const { queue, transport, waiting, asked, idOf, finish, memory } = growing();
  queue.add({ text: "Second" });
  await transport.last.fail(REFUSED);
  await settle();
  expect(waiting()).toEqual([["Second", null]]);
  expect(memory.kept.size).toBe(0);
  queue.send(idOf("Second"));
  expect(asked()).toEqual(["First", "Second"]);
  expect(transport.last.ids.conversation).toMatch(/^[0-9a-f]{32}$/);
  await finish();
  expect(waiting()).toEqual([]);
});

test("a Stop before a question has arrived has it wait again", async () => {
  const replies = { stop: async () => null };
  const { queue, conversation, transport, waiting, finish } = growing(browser(), replies);
  queue.add({ text: "Second" });
  await finish();
  void conversation.stop();
  await transport.last.fail(
    new ApiError({ status: 0, code: "network", detail: "", retryable: true }),
  );
  await settle();
  expect(waiting()).toEqual([["Second", "stopped"]]);
});

test("what another window changes is taken over", async () => {
  const { queue, memory, waiting } = growing();
  queue.add({ text: "Second" });
  const [name = ""] = memory.kept.keys();
  memory.kept.delete(name);
  queue.refresh();
  expect(waiting()).toEqual([]);
  memory.kept.set(name, "no JSON");
  queue.refresh();
  expect(waiting()).toEqual([]);
});

test("what another window adds at the same moment is not lost", async () => {
  const { conversation, queue, memory, finish, asked } = growing();
  queue.add({ text: "Second" });
  const other = open(conversation.getSnapshot().id, memory);
  other.queue.add({ text: "Third" });
  // No news of it has come when the second one goes out.
  await finish();
  await finish();
  expect(asked()).toEqual(["First", "Second", "Third"]);
});

test("what another window takes back at the same moment does not come back", async () => {
  const { conversation, queue, memory, finish, asked, waiting, idOf } = growing();
  queue.add({ text: "Second" });
  queue.add({ text: "Third" });
  const other = open(conversation.getSnapshot().id, memory);
  other.queue.takeBack(idOf("Second"));
  // No news of it has come, here and below.
  queue.add({ text: "Fourth" });
  expect(waiting().map(([text]) => text)).toEqual(["Third", "Fourth"]);
  other.queue.takeBack(idOf("Third"));
  expect(queue.takeBack(idOf("Third"))).toBeUndefined();
  await finish();
  await finish();
  expect(asked()).toEqual(["First", "Fourth"]);
  expect(memory.kept.size).toBe(0);
});

test("what another window takes back is not asked when the answer ends at the same moment", async () => {
  const { conversation, queue, memory, finish, asked, idOf } = growing();
  queue.add({ text: "Second" });
  open(conversation.getSnapshot().id, memory).queue.takeBack(idOf("Second"));
  await finish();
  expect(asked()).toEqual(["First"]);
});

test("what another window rewrites at the same moment is asked as it is there", async () => {
  const { conversation, queue, memory, finish, asked, idOf } = growing();
  queue.add({ text: "Second" });
  const other = open(conversation.getSnapshot().id, memory);
  other.queue.change(idOf("Second"), { text: "Second, better" });
  queue.add({ text: "Third" });
  await finish();
  expect(asked()).toEqual(["First", "Second, better"]);
});

test("what does not fit into the memory waits in this window", async () => {
  const memory = browser();
  const { queue, finish, asked } = growing(memory);
  queue.add({ text: "Second" });
  memory.write = () => undefined;
  queue.add({ text: "Third" });
  queue.refresh();
  await finish();
  await finish();
  expect(asked()).toEqual(["First", "Second", "Third"]);
});

test("what has another id by now in another window is not doubled", async () => {
  const { conversation, queue, memory, finish, transport } = growing();
  queue.add({ text: "Second" });
  const other = open(conversation.getSnapshot().id, memory);
  await finish();
  await transport.last.fail(REFUSED);
  await settle();
  other.queue.add({ text: "Third" });
  expect(other.waiting().map(([text]) => text)).toEqual(["Second", "Third"]);
});

test("a queue that is cleared keeps nothing, and asks nothing more", async () => {
  const { queue, memory, waiting, asked, finish } = growing();
  queue.add({ text: "Second" });
  queue.clear();
  expect(waiting()).toEqual([]);
  expect(memory.kept.size).toBe(0);
  await finish();
  expect(asked()).toEqual(["First"]);
});
