// openai: Responses as a stream, whole, with the helper, and in the background from a number on.
// in: newest, openai-6
import assert from "node:assert/strict";
import OpenAI from "openai";
import { key, model, mustRead, question, url } from "./must-read.mjs";

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key });
const asked = { model, input: question };
const check = (response) => {
  const counted = [response.usage.input_tokens, response.usage.output_tokens];
  mustRead(response.output_text, response.status === "completed", counted);
};

let text = "";
for await (const event of await client.responses.create({ ...asked, stream: true })) {
  if (event.type === "response.output_text.delta") text += event.delta;
  if (event.type === "response.completed") mustRead(text, true, [event.response.usage.output_tokens]);
}
assert.notEqual(text, "");
check(await client.responses.create(asked));
check(await client.responses.stream(asked).finalResponse());

const begun = await client.responses.create({ ...asked, background: true, store: true });
let [read, after] = ["", undefined];
for (const most of [10, Number.POSITIVE_INFINITY]) {
  const options = after === undefined ? { stream: true } : { stream: true, starting_after: after };
  let seen = 0;
  for await (const event of await client.responses.retrieve(begun.id, options)) {
    after = event.sequence_number;
    if (event.type === "response.output_text.delta") read += event.delta;
    seen += 1;
    if (seen >= most) break;
  }
}
check(await client.responses.retrieve(begun.id));
mustRead(read, true, [1]);
await client.responses.delete(begun.id);
