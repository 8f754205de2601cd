// ai: its loop calls a tool and reads the answer behind it, by either of OpenAI's APIs.
// in: newest
// asks: scripted:call
import assert from "node:assert/strict";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { jsonSchema, stepCountIs, streamText, tool } from "ai";
import { key, model, question, url } from "./must-read.mjs";

const properties = { question: { type: "string" } };
const lookUp = tool({
  description: "Looks something up.",
  inputSchema: jsonSchema({ type: "object", properties, required: ["question"] }),
  execute: async (input) => `Found: ${input.question}`,
});
const onError = ({ error }) => {
  throw error;
};

const baseURL = `${url}/v1`;
const chat = createOpenAICompatible({ name: "yeoul", baseURL, apiKey: key });
const responses = createOpenAI({ baseURL, apiKey: key });
for (const asked of [chat(model), responses(model)]) {
  const tools = { look_up: lookUp };
  const stopWhen = stepCountIs(3);
  const run = streamText({ model: asked, tools, prompt: question, stopWhen, onError });
  await run.consumeStream();
  assert.ok((await run.text).includes(`Found: ${question}`), await run.text);
  assert.equal((await run.steps).length, 2);
}
