// @anthropic-ai/sdk: a stream by its helper, a whole reply, and a refusal.
// in: newest
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { key, messages, model, mustRead, url } from "./must-read.mjs";

const client = new Anthropic({ baseURL: url, apiKey: key });
const asked = { model, messages, max_tokens: 4096 };
const check = ({ content: [block], stop_reason, usage }) =>
  mustRead(block.text, stop_reason === "end_turn", [usage.input_tokens, usage.output_tokens]);

check(await client.messages.stream(asked).finalMessage());
check(await client.messages.create(asked));
await assert.rejects(client.messages.create({ ...asked, model: "nothing/here" }), { status: 404 });
