// ollama: a stream, a whole reply, and the models.
// in: newest
import assert from "node:assert/strict";
import { Ollama } from "ollama";
import { messages, model, mustRead, url } from "./must-read.mjs";

const client = new Ollama({ host: url });

let [text, last] = ["", null];
for await (const part of await client.chat({ model, messages, stream: true })) {
  text += part.message.content;
  last = part;
}
mustRead(text, last.done_reason === "stop", [last.prompt_eval_count, last.eval_count]);

const reply = await client.chat({ model, messages });
const counted = [reply.prompt_eval_count, reply.eval_count];
mustRead(reply.message.content, reply.done_reason === "stop", counted);

const names = (await client.list()).models.map((each) => each.name.replace(/:latest$/, ""));
assert.ok(names.includes(model));
await assert.rejects(client.chat({ model: "nothing-here", messages }), { status_code: 404 });
