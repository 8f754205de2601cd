import { expect, test } from "vitest";
import { beginLogIn, passkeysApi } from "../../../src/core/accounts/index.ts";
import { apiClient } from "../../../src/core/index.ts";
import { serve } from "../../loopback.ts";

const PASSKEY = {
  id: "p1",
  name: "Laptop",
  site: "localhost",
  created_at: "2026-01-01T00:00:00Z",
  used_at: null,
};
const LOG_IN = { challenge: "AAEC", site: "localhost", allowed: ["a2V5"], timeout_ms: 300_000 };
const NEW = {
  challenge: "AAEC",
  site: "localhost",
  user_handle: "YW5u",
  user_name: "ann",
  algorithms: [-8, -7, -257],
  excluded: ["a2V5"],
  timeout_ms: 300_000,
};

test("passkeys are read, added, named and removed, and a log-in is begun", async () => {
  const replies: Readonly<Record<string, unknown>> = {
    "GET /api/passkeys": { passkeys: [PASSKEY], available: true },
    "POST /api/passkeys/challenge": NEW,
    "POST /api/passkeys": PASSKEY,
    "PATCH /api/passkeys/p%2F1": { ...PASSKEY, name: "Desk" },
    "POST /api/login/passkey/challenge": LOG_IN,
  };
  const asked: string[] = [];
  const baseUrl = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const what = `${request.method} ${request.url}`;
    asked.push(`${what} ${body}`.trim());
    response.writeHead(replies[what] === undefined ? 204 : 200, {
      "content-type": "application/json",
    });
    response.end(replies[what] === undefined ? undefined : JSON.stringify(replies[what]));
  });
  const client = apiClient({ baseUrl });
  const passkeys = passkeysApi(client);

  expect(await passkeys.all()).toEqual({ passkeys: [PASSKEY], available: true });
  expect(await passkeys.begin()).toEqual(NEW);
  const made = { id: "a2V5", client_data: "AA", attestation: "AA" };
  expect(await passkeys.add("Laptop", made)).toEqual(PASSKEY);
  expect((await passkeys.rename("p/1", "Desk")).name).toBe("Desk");
  await passkeys.remove("p/1");
  expect(await beginLogIn(client, true)).toEqual(LOG_IN);
  expect(asked.slice(2)).toEqual([
    `POST /api/passkeys {"name":"Laptop","id":"a2V5","client_data":"AA","attestation":"AA"}`,
    `PATCH /api/passkeys/p%2F1 {"name":"Desk"}`,
    "DELETE /api/passkeys/p%2F1",
    `POST /api/login/passkey/challenge {"again":true}`,
  ]);
});
