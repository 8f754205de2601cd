import { expect, test } from "vitest";
import {
  conversationMarkdown,
  conversationsJson,
  exportFileName,
} from "../../../src/core/archive/index.ts";
import { answered, conversation } from "../fake-api.ts";

const NAMES = { question: "Question", answer: "Answer", toolCall: "Tool call" };

test("Markdown holds the branch that is read, in its order", () => {
  const whole = conversation(answered({ text: "**Hello**\n" }));
  const other = answered({ id: "a0", text: "Another version", created_at: "2025-01-01T00:00:00Z" });
  const text = conversationMarkdown({ ...whole, messages: [...whole.messages, other] }, NAMES);
  expect(text).toBe("# Hi\n\n## Question\n\nHi\n\n## Answer (m)\n\n**Hello**\n");
});

test("Markdown has the calls of an answer below its text, whatever stands in them", () => {
  const given = '{"city":"서울","note":"````"}';
  const tool_calls = [{ index: 0, id: "c1", name: "weather", arguments: given }, { index: 1 }];
  const whole = conversation(answered({ text: "", reason: "tool_calls", tool_calls }));
  expect(conversationMarkdown(whole, NAMES)).toBe(
    [
      ...["# Hi", "", "## Question", "", "Hi", "", "## Answer (m)", "", "**Tool call weather**"],
      ...["", "`````json", '{\n  "city": "서울",\n  "note": "````"\n}', "`````", ""],
      ...["**Tool call**", ""],
    ].join("\n"),
  );
});

test("Markdown names the pictures of a question above its text", () => {
  const whole = conversation(answered({ text: "A ford." }));
  const about = { media_type: "image/png", bytes: 1, width: 1, height: 1 };
  const attachments = ["a.png", "b\n.png"].map((name) => ({ ...about, id: name, name }));
  const messages = whole.messages.map((each) =>
    each.role === "user" ? { ...each, attachments } : each,
  );
  expect(conversationMarkdown({ ...whole, messages }, NAMES)).toContain(
    "## Question\n\n- a.png\n- b .png\n\nHi\n\n## Answer (m)",
  );
});

test("Markdown names the assistant that the conversation was begun with", () => {
  const whole = { ...conversation(answered()), assistant: { id: "a", name: " Ferry\nman " } };
  expect(conversationMarkdown(whole, NAMES)).toMatch(/^# Hi\n\n\*Ferry man\*\n\n## Question\n/);
});

test("JSON holds everything, and can be read back", () => {
  const tool_calls = [{ index: 0, id: "c1", name: "weather", arguments: "{}" }];
  const whole = conversation(answered({ tool_calls }));
  expect(JSON.parse(conversationsJson([whole]))).toEqual({
    format: "yeoul-conversations",
    version: 1,
    conversations: [whole],
  });
});

test.each([
  ["What is a ford?", "What is a ford.md"],
  ["a/b\\c:d*e", "a b c d e.md"],
  ["여울이란?", "여울이란.md"],
  ["...", "conversation.md"],
  ["", "conversation.md"],
])("%j becomes the file name %j", (title, name) => {
  expect(exportFileName(title, "md")).toBe(name);
});
