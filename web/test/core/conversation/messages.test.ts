import { expect, test } from "vitest";
import {
  newAnswer,
  newQuestion,
  streamedMessage,
} from "../../../src/core/conversation/messages.ts";
import { applyFrame, blankState } from "../../../src/core/index.ts";
import { ApiError } from "../../../src/protocol/index.ts";
import { delta, end, started, toolCall } from "../frames.ts";

const QUESTION = newQuestion({ id: "q1", conversation_id: "c1", parent_id: null, text: "Hi" });
const BLANK = blankState({ id: "a1", conversationId: "c1", questionId: "q1" });
const ANSWER = newAnswer(BLANK, "q1");
const FRAMES = [
  started(),
  delta("1-2", "Let me see."),
  toolCall("1-3", { index: 0, id: "call_1", name: "weather", arguments: '{"city":' }),
  toolCall("1-4", { index: 0, arguments: '"서울"}' }),
];
const CALL = { index: 0, id: "call_1", name: "weather", arguments: '{"city":"서울"}' };
const GROWING = FRAMES.reduce(applyFrame, blankState({ id: "a1" }));

test("a growing answer has its text and its calls, as an ended one has", () => {
  const growing = { status: "generating", model: "m", text: "Let me see.", tool_calls: [CALL] };
  expect(streamedMessage(ANSWER, GROWING)).toMatchObject(growing);
  const ended = applyFrame(GROWING, end("1-5", { reason: "tool_calls" }));
  expect(streamedMessage(ANSWER, ended)).toMatchObject({
    ...growing,
    status: "finished",
    reason: "tool_calls",
  });
});

test("an answer that the server stops serving is interrupted, and says why", () => {
  const gone = new ApiError({ status: 404, code: "not_found", detail: "gone", retryable: false });
  expect(streamedMessage(ANSWER, GROWING, gone)).toMatchObject({
    status: "interrupted",
    error: { code: "not_found", detail: "gone" },
  });
});

test("of an answer of which nothing has come, what was known of it stays", () => {
  const { id, model, created_at: createdAt } = ANSWER;
  const blank = blankState({ id, model, createdAt });
  expect(streamedMessage(ANSWER, blank)).toMatchObject({ ...ANSWER, conversation_id: "c1" });
});

test("a question is no answer", () => {
  expect(streamedMessage(QUESTION, GROWING)).toBe(QUESTION);
});
