import { expect, test } from "vitest";
import { fromChatGpt, isChatGpt } from "../../../../src/page/settings/import/chatgpt.ts";
import { EXPORTED } from "./chatgpt-export.ts";

test("questions and answers come by turns, with their branches, times and models", () => {
  expect(isChatGpt(EXPORTED)).toBe(true);
  const taken = fromChatGpt(EXPORTED);
  expect(taken).toMatchObject({
    id: "6543210f-aaaa-4bbb-8ccc-1234567890ab",
    title: "Rapids & fords",
    created_at: "2023-11-14T22:13:20.250Z",
    updated_at: "2023-11-14T22:28:20.000Z",
    leaf_id: "answer-2b",
  });
  const said = taken?.messages.map(({ id, parent_id, role, text, model }) => [
    id,
    parent_id,
    role,
    text,
    model,
  ]);
  expect(said).toEqual([
    ["question-1", null, "user", "What is a ford?", undefined],
    ["answer-1", "question-1", "assistant", "A shallow place.", "gpt-4o"],
    ["question-2", null, "user", "[image]\n\n여울이란?", undefined],
    ["answer-2b", "question-2", "assistant", "물살이 빠른 곳.\n\nA rapid.", "o3"],
    ["question-3", "answer-2b", "user", "Are you there?", undefined],
    ["question-3-a", "question-3", "assistant", "", "chatgpt"],
  ]);
  expect(taken?.messages[3]?.reasoning).toBe("**Rivers**\n\nHm.");
  expect(taken?.messages[5]?.status).toBe("stopped");
});

test("a tree of any depth, or one that goes round, is read to its end", () => {
  const mapping: Record<string, object> = {};
  for (let at = 0; at < 20_000; at += 1) {
    const author = { role: at % 2 === 0 ? "user" : "assistant" };
    const content = { content_type: "text", parts: [`${at}`] };
    const parent = at === 0 ? null : `${at - 1}`;
    mapping[`${at}`] = {
      id: `${at}`,
      parent,
      children: [`${(at + 1) % 20_000}`],
      message: { author, content },
    };
  }
  const taken = fromChatGpt({ ...EXPORTED, mapping } as never);
  expect(taken?.messages.length).toBe(19_999);
});

test.each([
  ["no message", {}],
  ["nothing but an empty root", { root: { id: "root", parent: null, children: [] } }],
])("%s is nothing to import", (_, mapping) => {
  expect(fromChatGpt({ ...EXPORTED, mapping } as never)).toBeNull();
});

test("a greeting that nobody asked for, and a conversation without title or times, are kept", () => {
  const greeting = {
    id: "g",
    parent: null,
    children: [],
    message: { author: { role: "assistant" }, content: { content_type: "text", parts: ["Hi"] } },
  };
  const taken = fromChatGpt({ mapping: { g: greeting } } as never);
  expect(taken?.messages.map(({ role, text }) => [role, text])).toEqual([
    ["user", "…"],
    ["assistant", "Hi"],
  ]);
  expect(taken?.created_at).toBe("1970-01-01T00:00:00.000Z");
  expect(taken?.title).toBe("…");
});
