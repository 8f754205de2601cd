import { expect, test } from "vitest";
import { accountsApi } from "../../../src/core/accounts/index.ts";
import { apiClient } from "../../../src/core/index.ts";
import { serve } from "../../loopback.ts";

const SESSION = {
  id: "s1",
  created_at: "2026-01-01T00:00:00Z",
  seen_at: "2026-01-02T00:00:00Z",
  user_agent: "a browser",
  address: "192.0.2.0/24",
  current: true,
};
const ANN = {
  id: "a1",
  name: "Ann",
  role: "user",
  disabled: false,
  created_at: "2026-01-01T00:00:00Z",
  seen_at: null,
  questions: 12,
  tokens: 345,
};
const INVITE = { id: "i1", role: "user", created_by: "root", expires_at: "2026-01-08T00:00:00Z" };
const LINK = { token: "secret", expires_at: "2026-01-08T00:00:00Z" };

/** The API of a server with these replies, and what it was asked. */
async function api(replies: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const baseUrl = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const what = `${request.method} ${request.url}`;
    asked.push(`${what} ${body}`.trim());
    const reply = replies[what];
    response.writeHead(reply === undefined ? 204 : 200, { "content-type": "application/json" });
    response.end(reply === undefined ? undefined : JSON.stringify(reply));
  });
  return { asked, accounts: accountsApi(apiClient({ baseUrl })) };
}

test("sessions are read and ended", async () => {
  const { asked, accounts } = await api({ "GET /api/sessions": { sessions: [SESSION] } });
  expect(await accounts.sessions()).toEqual([SESSION]);
  await accounts.endSession("s/1");
  await accounts.endOthers();
  expect(asked.slice(1)).toEqual(["DELETE /api/sessions/s%2F1", "DELETE /api/sessions"]);
});

test("what was used today is read, with the limits that there are", async () => {
  const { accounts } = await api({
    "GET /api/me/usage": {
      questions: 12,
      prompt_tokens: 300,
      completion_tokens: 45,
      until: "2026-01-02T00:00:00Z",
      limits: { questions: 200, tokens: null, growing: 4, unfinished: 20, streams: 100 },
    },
  });
  expect(await accounts.used()).toEqual({
    questions: 12,
    tokens: 345,
    until: "2026-01-02T00:00:00Z",
    limits: { questions: 200, tokens: null },
  });
});

test("people are read, added, changed, and given a link", async () => {
  const { asked, accounts } = await api({
    "GET /api/accounts": { accounts: [{ ...ANN, limits: {} }] },
    "POST /api/accounts": { account: ANN, link: LINK },
    "PATCH /api/accounts/a1": { ...ANN, disabled: true },
    "POST /api/accounts/a1/reset": LINK,
  });
  expect(await accounts.people()).toEqual([ANN]);
  expect(await accounts.add("Ann", "user")).toEqual({ account: ANN, link: LINK });
  expect((await accounts.change("a1", { disabled: true })).disabled).toBe(true);
  expect(await accounts.reset("a1")).toEqual(LINK);
  expect(asked.slice(1, 3)).toEqual([
    'POST /api/accounts {"name":"Ann","role":"user"}',
    'PATCH /api/accounts/a1 {"disabled":true}',
  ]);
});

test("a reply of another shape is not taken for one of these", async () => {
  const { accounts } = await api({
    "GET /api/accounts": { accounts: [{ ...ANN, role: "root" }] },
    "GET /api/sessions": { sessions: "none" },
  });
  await expect(accounts.people()).rejects.toMatchObject({ code: "not_understood" });
  await expect(accounts.sessions()).rejects.toMatchObject({ code: "not_understood" });
});

test("somebody is invited, an invite is revoked, and accounts are deleted", async () => {
  const { asked, accounts } = await api({
    "GET /api/invites": { invites: [{ ...INVITE, created_at: "2026-01-01T00:00:00Z" }] },
    "POST /api/invites": { invite: INVITE, link: LINK },
  });
  expect(await accounts.invites()).toEqual([INVITE]);
  expect(await accounts.invite("user")).toEqual(LINK);
  await accounts.revoke("i/1");
  await accounts.remove("a1");
  await accounts.removeOwn("Ann", "secret words");
  await accounts.removeOwn("Ann", "");
  expect(asked.slice(1)).toEqual([
    'POST /api/invites {"role":"user"}',
    "DELETE /api/invites/i%2F1",
    "DELETE /api/accounts/a1",
    'POST /api/me/delete {"name":"Ann","password":"secret words"}',
    'POST /api/me/delete {"name":"Ann","password":null}',
  ]);
});
