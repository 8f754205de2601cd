import { expect, test } from "vitest";
import { AnswerStream, type BranchMessage, snapshotState } from "../../src/core/index.ts";
import { chatMessages, withLive } from "../../src/react/chat-messages.ts";
import { answered, conversation, fakeApi } from "../core/fake-api.ts";
import { toolCall } from "../core/frames.ts";
import { ScriptedTransport } from "../core/scripted-transport.ts";

const CALL = { index: 0, id: "call_1", name: "weather", arguments: "{}" };

function branchOf(...[answer, stream]: [ReturnType<typeof answered>, AnswerStream?]) {
  return conversation(answer).messages.map((message): BranchMessage => {
    const growing = message.role === "assistant" ? (stream ?? null) : null;
    return { message, stream: growing, versions: [message.id], index: 0 };
  });
}

test("a message has its text, its thinking and its calls as parts", () => {
  const branch = branchOf(answered({ reasoning: "Hm", tool_calls: [CALL] }));
  const [question, answer] = chatMessages(branch);
  expect(question?.parts).toEqual([{ kind: "text", text: "Hi", revision: 0 }]);
  expect(answer?.parts).toEqual([
    { kind: "reasoning", text: "Hm", revision: 0 },
    { kind: "text", text: "Hello", revision: 0 },
    { kind: "tool_call", ...CALL, revision: 0 },
  ]);
});

test("the parts of a growing answer are those of this moment", async () => {
  const answer = answered({ status: "generating", reason: null });
  const transport = new ScriptedTransport();
  const stream = new AnswerStream(snapshotState(answer), null, {
    transport,
    api: fakeApi(),
    schedule: (run) => run(),
  });
  void stream.start();
  await transport.last.frames(toolCall("1-4", CALL));
  const [question, growing] = withLive(
    chatMessages(branchOf(answer, stream)),
    stream.getSnapshot(),
  );
  expect(growing).toMatchObject({ text: "Hello", tool_calls: [CALL] });
  expect(growing?.parts.map((part) => part.kind)).toEqual(["text", "tool_call"]);
  expect(question?.growing).toBe(false);
  stream.close();
});
