// ai's own transport, as useChat uses it: an answer, and the same one again after a reload.
// in: newest
import assert from "node:assert/strict";
import { DefaultChatTransport, readUIMessageStream } from "ai";
import { mustRead, question, url } from "./must-read.mjs";

const transport = new DefaultChatTransport({ api: `${url}/api/chat` });
const chatId = crypto.randomUUID();
const user = { id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text: question }] };

async function read(stream) {
  let [last, finished] = [null, null];
  const seen = new TransformStream({
    transform(chunk, out) {
      if (chunk.type === "finish") finished = chunk;
      if (chunk.type === "error") throw new Error(chunk.errorText);
      out.enqueue(chunk);
    },
  });
  for await (const message of readUIMessageStream({ stream: stream.pipeThrough(seen) })) {
    last = message;
  }
  const text = last.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  return { id: last.id, text, finished, metadata: last.metadata };
}

const sent = { chatId, messages: [user], trigger: "submit-message", abortSignal: undefined };
const first = await read(await transport.sendMessages(sent));
const { usage } = first.metadata;
const tokens = usage.completion_tokens ?? usage.outputTokens ?? usage.output_tokens;
mustRead(first.text, first.finished.finishReason === "stop", [tokens]);

// Nothing grows any more: a page that is opened now has nothing to go on with.
assert.equal(await transport.reconnectToStream({ chatId }), null);
