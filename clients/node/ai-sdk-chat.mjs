// ai with @ai-sdk/openai-compatible: a stream and a whole reply.
// in: newest
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, streamText } from "ai";
import { key, model, mustRead, question, url } from "./must-read.mjs";

const yeoul = createOpenAICompatible({
  name: "yeoul",
  baseURL: `${url}/v1`,
  apiKey: key,
  includeUsage: true,
});

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
