// The Vercel AI SDK as its documentation shows it for a Node server: one question, its UI messages.

import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { streamText } from "ai";

const service = createOpenAICompatible({
  name: "bench",
  baseURL: process.env.UPSTREAM,
  apiKey: "bench",
});

createServer(async (request, response) => {
  if (request.method !== "POST") {
    response.end("ready");
    return;
  }
  const { content } = await json(request);
  const result = streamText({ model: service("bench"), prompt: content });
  result.pipeUIMessageStreamToResponse(response);
}).listen(Number(process.env.PORT), "127.0.0.1");
