// @vitest-environment happy-dom

import { act, cleanup, render, screen } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, expect, test } from "vitest";
import { ApiError } from "../../src/protocol/index.ts";
import { type Chat, ClientProvider, useChat } from "../../src/react/index.ts";
import { answered, conversation } from "../core/fake-api.ts";
import { delta, end, started } from "../core/frames.ts";
import { settle } from "../runtime/fake-clock.ts";
import { Conversation, chat, make, paragraphs, show } from "./page.tsx";

afterEach(cleanup);

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
