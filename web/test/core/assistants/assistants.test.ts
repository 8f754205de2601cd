import { expect, test } from "vitest";
import {
  assistantFile,
  assistantsApi,
  LaterFile,
  readAssistantFile,
} from "../../../src/core/assistants/index.ts";
import { apiClient } from "../../../src/core/index.ts";
import type { Assistant } from "../../../src/protocol/index.ts";
import { serve } from "../../loopback.ts";

const FERRYMAN: Assistant = {
  id: "a1",
  name: "Ferryman",
  description: "",
  instructions: "You are a ferryman.",
  model: null,
  parameters: { temperature: 0, top_p: null, max_tokens: null, seed: null, thinking: false },
  starters: ["얕은 곳은 어디?"],
  shipped: false,
};

async function server(replies: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const baseUrl = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url} ${body}`.trim());
    const reply = replies[request.method ?? ""];
    response.writeHead(reply === undefined ? 204 : 200, { "content-type": "application/json" });
    response.end(reply === undefined ? undefined : JSON.stringify(reply));
  });
  return { asked, assistants: assistantsApi(apiClient({ baseUrl })) };
}

test("assistants are listed, made, changed, deleted and restored", async () => {
  const listed = { assistants: [FERRYMAN], deleted: [{ id: "tutor", name: "Tutor" }] };
  const { asked, assistants } = await server({ GET: listed, POST: FERRYMAN, PATCH: FERRYMAN });
  expect(await assistants.all()).toEqual(listed);
  expect(await assistants.add({ name: "Ferryman" })).toEqual(FERRYMAN);
  expect(await assistants.change("a/1", { model: null })).toEqual(FERRYMAN);
  await assistants.remove("a1");
  expect(await assistants.restore("tutor")).toEqual(FERRYMAN);
  expect(asked).toEqual([
    "GET /api/assistants",
    'POST /api/assistants {"name":"Ferryman"}',
    'PATCH /api/assistants/a%2F1 {"model":null}',
    "DELETE /api/assistants/a1",
    "POST /api/assistants/tutor/restore",
  ]);
});

test("a reply without what an assistant has is refused", async () => {
  const { assistants } = await server({ GET: { assistants: [{ id: "a1" }], deleted: [] } });
  await expect(assistants.all()).rejects.toThrow();
});

test("a file has what the assistant says, and gives it back", () => {
  const file = assistantFile(FERRYMAN);
  expect(JSON.parse(file)).toEqual({
    yeoul_assistant: 1,
    name: "Ferryman",
    instructions: "You are a ferryman.",
    starters: ["얕은 곳은 어디?"],
    parameters: { temperature: 0, thinking: false },
  });
  expect(readAssistantFile(`\uFEFF${file}`)).toEqual({
    name: "Ferryman",
    instructions: "You are a ferryman.",
    starters: ["얕은 곳은 어디?"],
    parameters: { temperature: 0, thinking: false },
  });
});

test.each([
  "",
  "[]",
  '{"name":"x"}',
  '{"yeoul_assistant":2,"name":"x"}',
  '{"yeoul_assistant":1}',
  '{"yeoul_assistant":1,"name":"x","instructions":{}}',
  '{"yeoul_assistant":1,"name":"x","starters":"y"}',
])("a file without an assistant is refused: %s", (contents) => {
  expect(() => readAssistantFile(contents)).toThrow();
});

test("a file of a later version is told from one without an assistant", () => {
  expect(() => readAssistantFile('{"yeoul_assistant":2,"name":"x"}')).toThrow(LaterFile);
  expect(() => readAssistantFile('{"yeoul_assistant":"2"}')).not.toThrow(LaterFile);
});
