// @vitest-environment happy-dom

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { act, cleanup, render, screen } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test } from "vitest";
import { Client } from "../../src/core/index.ts";
import { ApiError } from "../../src/protocol/index.ts";
import {
  type Chat,
  ClientProvider,
  type Conversations,
  useAnswer,
  useChat,
  useConversations,
  useModels,
} from "../../src/react/index.ts";
import { answered, conversation, fakeApi, summary } from "../core/fake-api.ts";
import { delta, end, started } from "../core/frames.ts";
import { ScriptedTransport } from "../core/scripted-transport.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";

afterEach(cleanup);

function make(replies = {}) {
  const transport = new ScriptedTransport();
  const api = fakeApi(replies);
  const heard: AbortSignal[] = [];
  const clock = new FakeClock();
  const client = new Client({
    transport,
    api,
    clock,
    changes: (_, signal) => heard.push(signal),
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
  });
  return { client, transport, api, heard, clock };
}

let chat: Chat;

function Conversation({ id = null }: { id?: string | null }): ReactNode {
  chat = useChat({ conversationId: id });
  return (
    <>
      <output>{chat.loading ? "loading" : chat.status}</output>
      {chat.messages.map(({ id, role, text, growing }) => (
        <p key={id}>{`${role}: ${text}${growing ? "…" : ""}`}</p>
      ))}
    </>
  );
}

function Answer({ id }: { id: string }): ReactNode {
  const { answer, connection, refusal } = useAnswer(id);
  return <p>{refusal === null ? `${connection}: ${answer.text}` : refusal.code}</p>;
}

async function show(client: Client, page: ReactNode) {
  const rendered = render(
    <StrictMode>
      <ClientProvider client={client}>{page}</ClientProvider>
    </StrictMode>,
  );
  await act(settle);
  return rendered;
}

const paragraphs = (): (string | null)[] =>
  screen.queryAllByRole("paragraph").map((each) => each.textContent);

test("a question shows at once and its answer grows, also in StrictMode", async () => {
  const { client, transport } = make();
  await show(client, <Conversation />);
  act(() => chat.sendMessage("Hi", { model: "m" }));
  expect(paragraphs()).toEqual(["user: Hi", "assistant: …"]);
  expect(chat.id).toBeNull();
  expect(chat.status).toBe("submitted");
  await act(() => transport.last.frames(started(), delta("1-2", "Hel")));
  expect(paragraphs()).toEqual(["user: Hi", "assistant: Hel…"]);
  expect(chat.status).toBe("streaming");
  expect(chat.id).toBe(transport.last.ids.conversation);
  await act(() => transport.last.frames(delta("1-3", "lo"), end("1-4")));
  await act(() => transport.last.end());
  expect(paragraphs()).toEqual(["user: Hi", "assistant: Hello"]);
  expect(chat.status).toBe("ready");
  expect(transport.connections).toHaveLength(1);
});

test("growing changes no message but the one that grows, and no command", async () => {
  const { client, transport } = make();
  await show(client, <Conversation id="c1" />);
  act(() => chat.sendMessage("And?"));
  await act(() => transport.last.frames(started("1-1", "a2", "q2")));
  const before = chat;
  await act(() => transport.last.frames(delta("1-2", "Well")));
  expect(chat.messages[3]).toMatchObject({ text: "Well", growing: true });
  expect(chat.messages.slice(0, 3)).toEqual(before.messages.slice(0, 3));
  for (const at of [0, 1, 2]) expect(chat.messages[at]).toBe(before.messages[at]);
  expect(chat.sendMessage).toBe(before.sendMessage);
});

test("stop, another version and going on are asked of the last answer", async () => {
  const stopped = answered({ status: "stopped", reason: "stopped", continuable: true });
  const { client, transport, api } = make({ conversation: async () => conversation(stopped) });
  await show(client, <Conversation id="c1" />);
  await act(async () => chat.continueAnswer());
  expect(api.calls).toContain('continueAnswer("a1")');
  await act(async () => chat.stop());
  expect(api.calls).toContain('stop("a1")');
  act(() => chat.regenerate());
  expect(transport.last.what).toMatchObject({ ask: { question_id: "q1" } });
  expect(chat.messages.at(-1)).toMatchObject({ index: 1, versions: { length: 2 } });
});

test("a question that is refused is told and offered again", async () => {
  const { client, transport } = make();
  await show(client, <Conversation />);
  act(() => chat.sendMessage("Hi"));
  const error = new ApiError({ status: 422, code: "unknown_model", detail: "", retryable: false });
  await act(() => transport.last.fail(error));
  expect(chat).toMatchObject({ error, rejected: { text: "Hi" }, status: "error", messages: [] });
  act(() => chat.clearError());
  expect(chat).toMatchObject({ error: null, rejected: null, status: "ready" });
});

test("a conversation that cannot be read says why, and is read again on demand", async () => {
  const gone = new ApiError({ status: 404, code: "not_found", detail: "", retryable: false });
  const replies = [Promise.reject(gone)];
  const { client } = make({
    conversation: () => replies.shift() ?? Promise.resolve(conversation(answered())),
  });
  await show(client, <Conversation id="c1" />);
  expect(chat).toMatchObject({ status: "error", loading: false, error: gone });
  await act(async () => chat.reload());
  expect(chat).toMatchObject({ status: "ready", loading: false, error: null });
});

test("an answer is followed by its id, once in StrictMode and for two who show it", async () => {
  const { client, transport } = make();
  const two = (
    <>
      <Answer id="a1" />
      <Answer id="a1" />
    </>
  );
  const { unmount } = await show(client, two);
  await act(() => transport.last.frames(started(), delta("1-2", "Hello")));
  expect(paragraphs()).toEqual(["open: Hello", "open: Hello"]);
  expect(transport.connections).toHaveLength(1);
  unmount();
  await settle();
  expect(transport.last.signal.aborted).toBe(true);
});

test("an answer that the server does not have says so", async () => {
  const { client, transport } = make();
  await show(client, <Answer id="a1" />);
  const gone = new ApiError({ status: 404, code: "not_found", detail: "", retryable: false });
  await act(() => transport.last.fail(gone));
  expect(paragraphs()).toEqual(["not_found"]);
});

test("the provider listens for changes as long as it is shown", async () => {
  const { client, heard } = make();
  const { unmount } = await show(client, null);
  expect(heard.map((each) => each.aborted)).toEqual([true, false]);
  unmount();
  expect(heard.map((each) => each.aborted)).toEqual([true, true]);
});

test("on a server everything renders as it begins, and asks for nothing", () => {
  const { client, transport, api, heard } = make();
  const html = renderToString(
    <ClientProvider client={client}>
      <Conversation id="c1" />
      <Answer id="a1" />
    </ClientProvider>,
  );
  expect(html).toContain("loading");
  expect([transport.connections, api.calls, heard]).toEqual([[], [], []]);
});

/** Has the engine let go of what nobody holds. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // What was asked for in one turn is held until its end.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
}

test("rendering on a server keeps no conversation and no answer", async () => {
  const { client } = make();
  const rendered = (): readonly WeakRef<object>[] => {
    renderToString(
      <ClientProvider client={client}>
        <Conversation id="c1" />
        <Conversation />
        <Answer id="a1" />
      </ClientProvider>,
    );
    return [new WeakRef(client.conversation("c1")), new WeakRef(client.watchAnswer("a1"))];
  };
  const refs = rendered();
  await collectGarbage();
  expect(refs.map((each) => each.deref())).toEqual([undefined, undefined]);
});

test("a conversation that was left a while ago is let go of, one that is shown is not", async () => {
  const { client, clock } = make();
  const shown = await show(client, <Conversation id="c1" />);
  const ref = new WeakRef(client.conversation("c1"));
  shown.unmount();
  await collectGarbage();
  expect(ref.deref()).toBeDefined();
  await clock.pass(6 * 60_000);
  await show(client, <Conversation id="c2" />);
  const other = new WeakRef(client.conversation("c2"));
  await clock.pass(6 * 60_000);
  client.newConversation().subscribe(() => undefined);
  await collectGarbage();
  expect([ref.deref(), other.deref() === undefined]).toEqual([undefined, false]);
});

test("two chats without an id are two conversations", async () => {
  const { client, transport } = make();
  const chats: Chat[] = [];
  const One = ({ at }: { at: number }): ReactNode => {
    chats[at] = useChat();
    return null;
  };
  await show(
    client,
    <>
      <One at={0} />
      <One at={1} />
    </>,
  );
  act(() => chats[0]?.sendMessage("Hi"));
  expect(chats.map((each) => each.messages.length)).toEqual([2, 0]);
  await act(() => transport.last.frames(started()));
  act(() => chats[1]?.sendMessage("Ho"));
  await act(() => transport.last.frames(started("1-1", "a2", "q2")));
  expect(chats.map((each) => each.messages[0]?.text)).toEqual(["Hi", "Ho"]);
});

test("a new chat that has got its id is the same under that id, and the next new one is another", async () => {
  const { client, transport } = make();
  const { rerender } = await show(client, <Conversation />);
  act(() => chat.sendMessage("Hi"));
  await act(() => transport.last.frames(started(), delta("1-2", "Hello")));
  const again = (id: string | null) =>
    act(async () => {
      rerender(
        <StrictMode>
          <ClientProvider client={client}>
            <Conversation id={id} />
          </ClientProvider>
        </StrictMode>,
      );
      await settle();
    });
  await again(transport.last.ids.conversation ?? "");
  expect(chat.messages.map(({ text }) => text)).toEqual(["Hi", "Hello"]);
  expect(transport.connections).toHaveLength(1);
  await again(null);
  expect(chat.messages).toEqual([]);
});

test("a hook without a provider says what is missing", () => {
  expect(() => renderToString(<Conversation />)).toThrow("ClientProvider");
});

test("asking and asking again give the answer as it grows, and null while another one does", async () => {
  const { client, transport } = make();
  await show(client, <Conversation />);
  const [first, second] = await act(async () => [
    chat.sendMessage({ text: "Hi" }),
    chat.sendMessage("Ho"),
  ]);
  expect(second).toBeNull();
  expect(chat.rejected).toEqual({ text: "Ho" });
  await act(() => transport.last.frames(started(), delta("1-2", "Hello"), end("1-3")));
  await act(() => transport.last.end());
  expect(await first?.whenEnded()).toMatchObject({ text: "Hello", status: "finished" });
  const { question } = transport.last.ids;
  const again = await act(async () => chat.regenerate({ messageId: question ?? "" }));
  expect(transport.last.what).toMatchObject({ ask: { question_id: question } });
  expect(again).not.toBeNull();
});

test("a command that is given to a button as it is means the last answer", async () => {
  const { client, transport } = make();
  await show(client, <Conversation id="c1" />);
  const { regenerate } = chat;
  render(
    <button type="button" onClick={regenerate as () => void}>
      again
    </button>,
  );
  act(() => screen.getByRole("button", { name: "again" }).click());
  expect(transport.last.what).toMatchObject({ ask: { question_id: "q1" } });
});

test("what is selected of an answer renders its component only when it is another", async () => {
  const { client, transport } = make();
  const rendered: unknown[] = [];
  const Status = (): ReactNode => {
    rendered.push(useAnswer("a1", ({ answer }) => answer.status));
    return null;
  };
  render(
    <ClientProvider client={client}>
      <Status />
    </ClientProvider>,
  );
  await act(settle);
  await act(() => transport.last.frames(started(), delta("1-2", "Hel")));
  const before = rendered.length;
  await act(() => transport.last.frames(delta("1-3", "lo")));
  await act(() => transport.last.frames(delta("1-4", "!")));
  expect(rendered).toHaveLength(before);
  await act(() => transport.last.frames(end("1-5")));
  expect(rendered.slice(before)).toEqual(["finished"]);
});

test("an object that is made anew with each answer is selected once for each", async () => {
  const { client, transport } = make();
  let told: { text: string } | null = null;
  const Text = (): ReactNode => {
    told = useAnswer("a1", ({ answer }) => ({ text: answer.text }));
    return null;
  };
  await show(client, <Text />);
  await act(() => transport.last.frames(started(), delta("1-2", "Hello")));
  expect(told).toEqual({ text: "Hello" });
});

test("the list of conversations is read once, by the first who shows it", async () => {
  const { client, api } = make({
    conversations: async () => ({ conversations: [summary("c1")], next_cursor: null }),
  });
  const lists: Conversations[] = [];
  const List = ({ at }: { at: number }): ReactNode => {
    lists[at] = useConversations();
    return null;
  };
  const two = (
    <>
      <List at={0} />
      <List at={1} />
    </>
  );
  await show(client, two);
  expect(lists.map(({ items }) => items.map(({ id }) => id))).toEqual([["c1"], ["c1"]]);
  expect(api.calls).toEqual(["conversations({})"]);
  await act(async () => {
    expect(await lists[0]?.remove("c1")).toBe(true);
  });
  expect(lists[1]?.items).toEqual([]);
  expect(lists[1]?.removed.map(({ id }) => id)).toEqual(["c1"]);
});

test("the models are read when they are first used", async () => {
  const model = { id: "m", title: "M", provider: "embedded", default: true, context_length: null };
  const { client, api } = make({ models: async () => [model] });
  let models: unknown;
  const Models = (): ReactNode => {
    models = useModels();
    return null;
  };
  await show(client, null);
  expect(api.calls).toEqual([]);
  const { rerender } = await show(client, <Models />);
  expect(models).toEqual([model]);
  rerender(
    <ClientProvider client={client}>
      <Models />
    </ClientProvider>,
  );
  await act(settle);
  expect(api.calls).toEqual(["models()"]);
});

test("a conversation that was deleted is let go of, whoever deleted it from the list", async () => {
  const { client, transport } = make();
  await show(client, <Conversation id="c1" />);
  act(() => void chat.sendMessage("And?"));
  await act(() => transport.last.frames(started("1-1", "a2", "q2")));
  const open = client.conversation("c1");
  await act(async () => {
    await client.list.remove("c1");
  });
  expect(transport.last.signal.aborted).toBe(true);
  expect(client.conversation("c1")).not.toBe(open);
});
