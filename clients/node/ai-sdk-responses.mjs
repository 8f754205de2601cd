// ai with @ai-sdk/openai, which asks by the Responses API: a stream and a whole reply.
// in: newest
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, streamText } from "ai";
import { key, model, mustRead, question, url } from "./must-read.mjs";

const yeoul = createOpenAI({ baseURL: `${url}/v1`, apiKey: key });

const onError = ({ error }) => {
  throw error;
};
const streamed = streamText({ model: yeoul(model), prompt: question, onError });
let text = "";
for await (const piece of streamed.textStream) text += piece;
const usage = await streamed.usage;
const counted = [usage.inputTokens, usage.outputTokens];
mustRead(text, (await streamed.finishReason) === "stop", counted);

const whole = await generateText({ model: yeoul(model), prompt: question });
mustRead(whole.text, whole.finishReason === "stop", [whole.usage.outputTokens]);
