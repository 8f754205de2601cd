import { afterEach, expect, test, vi } from "vitest";
import { createClient } from "../../src/core/index.ts";

afterEach(() => vi.unstubAllGlobals());

/** A browser's page at https://page.test; `fetch` refuses what a browser would. */
function page(allowed: { cors: boolean; up: boolean }) {
  const url = new URL("https://page.test/shop");
  vi.stubGlobal("location", url);
  const sent: string[] = [];
  const request: typeof fetch = async (to, init) => {
    sent.push(`${init?.mode ?? "cors"} ${String(to)}`);
    if (!allowed.up) throw new TypeError("Failed to fetch");
    if (init?.mode === "no-cors") return new Response();
    if (!allowed.cors) throw new TypeError("Failed to fetch");
    return Response.json({ models: [] });
  };
  return { request, sent };
}

const BASE = "https://chat.test";

test("a server that lets no page of this origin read is told apart from one that is away", async () => {
  const allowed = { cors: false, up: true };
  const { request, sent } = page(allowed);
  const { api } = createClient({ baseUrl: BASE, fetch: request });
  const refused = await api.models().catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "origin_not_allowed", status: 0, retryable: false });
  expect(String(refused)).toContain("https://page.test");
  expect(sent).toEqual([`cors ${BASE}/api/models`, `no-cors ${BASE}/healthz`]);
  allowed.up = false;
  await expect(api.models()).rejects.toMatchObject({ code: "network", retryable: true });
});

test("a server that was read before is away, and not closed to this origin", async () => {
  const allowed = { cors: true, up: true };
  const { request, sent } = page(allowed);
  const { api } = createClient({ baseUrl: BASE, fetch: request });
  expect(await api.models()).toEqual([]);
  allowed.cors = false;
  await expect(api.models()).rejects.toMatchObject({ code: "network" });
  expect(sent.filter((each) => each.startsWith("no-cors"))).toEqual([]);
});

test.each(["", "https://page.test", "/chat"])(
  "a page asks its own server %j no second question",
  async (baseUrl) => {
    const { request, sent } = page({ cors: false, up: true });
    const { api } = createClient({ baseUrl, fetch: request });
    await expect(api.models()).rejects.toMatchObject({ code: "network" });
    expect(sent).toHaveLength(1);
  },
);

test("without a page there is no origin to be refused", async () => {
  const { request, sent } = page({ cors: false, up: true });
  vi.stubGlobal("location", undefined);
  const { api } = createClient({ baseUrl: BASE, fetch: request });
  await expect(api.models()).rejects.toMatchObject({ code: "network" });
  expect(sent).toHaveLength(1);
});

test("a mistake in somebody's own fetch is not the network", async () => {
  const request: typeof fetch = () => {
    throw new ReferenceError("token is not defined");
  };
  const { api } = createClient({ baseUrl: BASE, fetch: request });
  await expect(api.models()).rejects.toMatchObject({
    code: "client_failed",
    message: expect.stringContaining("token is not defined"),
  });
});

test.each(["include", "omit", undefined] as const)(
  "the credentials that were chosen (%s) go with every request, and no others",
  async (credentials) => {
    vi.stubGlobal("location", new URL("https://page.test/"));
    const sent: (RequestCredentials | undefined)[] = [];
    const request: typeof fetch = async (_to, init) => {
      sent.push(init?.credentials);
      return Response.json({ models: [] });
    };
    const options = credentials === undefined ? {} : { credentials };
    const client = createClient({ baseUrl: BASE, fetch: request, giveUpMs: 1, ...options });
    await client.api.models();
    await client
      .ask("x")
      .whenEnded()
      .catch(() => undefined);
    expect(sent.length).toBeGreaterThan(1);
    expect(new Set(sent)).toEqual(new Set([credentials]));
  },
);
