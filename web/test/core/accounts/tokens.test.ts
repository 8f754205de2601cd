import { expect, test } from "vitest";
import { tokensApi } from "../../../src/core/accounts/index.ts";
import { apiClient } from "../../../src/core/index.ts";
import { serve } from "../../loopback.ts";

const TOKEN = {
  id: "t1",
  name: "a script",
  prefix: "yeoul_abcd2345",
  scopes: ["ask", "read"],
  created_at: "2026-01-01T00:00:00Z",
  expires_at: null,
  last_used_on: "2026-01-02",
} as const;

test("tokens are made, listed and revoked", async () => {
  const asked: string[] = [];
  const replies: Readonly<Record<string, unknown>> = {
    POST: { ...TOKEN, token: "yeoul_secret" },
    GET: { tokens: [TOKEN] },
  };
  const baseUrl = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url} ${body}`.trim());
    const reply = replies[request.method ?? ""];
    response.writeHead(reply === undefined ? 204 : 200, { "content-type": "application/json" });
    response.end(reply === undefined ? undefined : JSON.stringify(reply));
  });
  const tokens = tokensApi(apiClient({ baseUrl }));
  const wish = { name: "a script", scopes: ["ask"], expires_in_days: null } as const;
  expect(await tokens.make(wish)).toEqual({ ...TOKEN, token: "yeoul_secret" });
  expect(await tokens.all()).toEqual([TOKEN]);
  await tokens.revoke("t/1");
  expect(asked).toEqual([
    'POST /api/tokens {"name":"a script","scopes":["ask"],"expires_in_days":null}',
    "GET /api/tokens",
    "DELETE /api/tokens/t%2F1",
  ]);
});

test("a scope that nobody knows is told", async () => {
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ tokens: [{ ...TOKEN, scopes: ["everything"] }] }));
  });
  const tokens = tokensApi(apiClient({ baseUrl }));
  await expect(tokens.all()).rejects.toThrow("scope");
});
