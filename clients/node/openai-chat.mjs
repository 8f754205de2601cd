// openai: a stream, a whole reply, the helper that accumulates, the models, and a refusal.
// in: newest, openai-6, openai-4
import assert from "node:assert/strict";
import OpenAI from "openai";
import { key, messages, model, mustRead, url } from "./must-read.mjs";

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key });
const counting = { stream_options: { include_usage: true } };

let [text, finish, usage] = ["", null, null];
const stream = await client.chat.completions.create({ model, messages, stream: true, ...counting });
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta.content ?? "";
  finish = chunk.choices[0]?.finish_reason ?? finish;
  usage = chunk.usage ?? usage;
}
mustRead(text, finish === "stop", [usage.prompt_tokens, usage.completion_tokens]);

const reply = await client.chat.completions.create({ model, messages });
const [choice] = reply.choices;
const counted = [reply.usage.prompt_tokens, reply.usage.completion_tokens];
mustRead(choice.message.content, choice.finish_reason === "stop", counted);

const completions = client.beta?.chat?.completions ?? client.chat.completions;
const helper = completions.stream({ model, messages, ...counting });
const final = await helper.finalChatCompletion();
const [last] = final.choices;
mustRead(last.message.content, last.finish_reason === "stop", [final.usage.completion_tokens]);

const listed = [];
for await (const each of client.models.list()) listed.push(each.id);
assert.ok(listed.includes(model));
const refused = client.chat.completions.create({ model: "nothing/here", messages });
await assert.rejects(refused, { status: 404, code: "model_not_found" });
