// A program for OpenAI's API: of it only the base URL has changed.

import process from "node:process";
import OpenAI from "openai";

const url = process.env.YEOUL_URL ?? "http://127.0.0.1:8000";
const token = process.env.YEOUL_TOKEN ?? "any"; // where people have accounts, one of theirs

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token });
const content = process.argv.slice(2).join(" ") || "What is a ford?";
const [{ id: model }] = (await client.models.list()).data;

const messages = [{ role: "user", content }];
for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
  process.stdout.write(chunk.choices[0].delta.content ?? "");
}
process.stdout.write("\n");
