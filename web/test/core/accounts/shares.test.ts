import { expect, test } from "vitest";
import { sharesApi } from "../../../src/core/accounts/index.ts";
import { apiClient } from "../../../src/core/index.ts";
import { serve } from "../../loopback.ts";

const SHARE = {
  id: "s1",
  conversation_id: "c1",
  title: "Fords",
  messages: 2,
  reasoning: false,
  system: true,
  created_at: "2026-01-01T00:00:00Z",
  expires_at: "2026-01-31T00:00:00Z",
};

test("links are made, listed and revoked", async () => {
  const asked: string[] = [];
  const replies: Readonly<Record<string, unknown>> = {
    POST: { ...SHARE, token: "secret" },
    GET: { shares: [SHARE] },
  };
  const baseUrl = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url} ${body}`.trim());
    const reply = replies[request.method ?? ""];
    response.writeHead(reply === undefined ? 204 : 200, { "content-type": "application/json" });
    response.end(reply === undefined ? undefined : JSON.stringify(reply));
  });
  const shares = sharesApi(apiClient({ baseUrl }));
  expect(await shares.make({ conversation_id: "c1", expires_in_days: 7 })).toEqual({
    ...SHARE,
    token: "secret",
  });
  expect(await shares.all()).toEqual([SHARE]);
  await shares.revoke("s/1");
  expect(asked).toEqual([
    'POST /api/shares {"conversation_id":"c1","expires_in_days":7}',
    "GET /api/shares",
    "DELETE /api/shares/s%2F1",
  ]);
});
