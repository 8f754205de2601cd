// A client with an API token sends it with whatever it asks, over each transport, and shows it nowhere.

import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "../../src/core/index.ts";
import type { TransportMode } from "../../src/transports/index.ts";
import { serve } from "../loopback.ts";

const TOKEN = `yeoul_abcd2345_${"x".repeat(43)}`;
const STARTED = {
  id: "1-1",
  event: "started",
  data: {
    answer_id: "a1",
    question_id: "q1",
    conversation_id: "c1",
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
  },
};
const END = {
  id: "1-2",
  event: "end",
  data: { status: "finished", reason: "stop", error: null, usage: null, timings: null, sha256: "" },
};

/** A server that answers whoever has the token, and refuses all others. */
async function begin() {
  const refused: string[] = [];
  const answered: string[] = [];
  const answer = ({ url = "", headers }: IncomingMessage, response: ServerResponse): void => {
    if (headers.authorization !== `Bearer ${TOKEN}`) {
      refused.push(url);
      response.writeHead(401, { "content-type": "application/problem+json" });
      response.end('{"code":"unauthenticated","detail":"No.","retryable":false}');
      return;
    }
    answered.push(`${headers.accept} ${url}`);
    if (headers.accept === "text/event-stream") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const sent = url.includes("changes") ? [] : [STARTED, END];
      for (const { id, event, data } of sent)
        response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (sent.length === 0) response.write("event: heartbeat\ndata: {}\n\n");
      else response.end();
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ events: [STARTED, END], cursor: "1-2", ended: true, waiting: null }),
    );
  };
  return { baseUrl: await serve(answer), refused, answered };
}

test.each<TransportMode>(["auto", "sse", "websocket", "long-polling", "polling"])(
  "an answer is followed over %s by a token",
  async (transport) => {
    const { baseUrl, refused, answered } = await begin();
    const stream = createClient({ baseUrl, transport, token: TOKEN }).followAnswer("a1");
    await stream.whenEnded();
    expect(stream.getSnapshot().answer.status).toBe("finished");
    expect(refused).toEqual([]);
    // A WebSocket of a browser carries no headers: long polling stands in for it.
    if (transport === "websocket") expect(answered[0]).toMatch(/^application\/json .*wait=/);
  },
);

test("the token goes with commands and with the stream of changes, and headers stay", async () => {
  const { baseUrl, answered, refused } = await begin();
  const headers = { "x-trace": "1" };
  const seen: (string | null)[] = [];
  const send: typeof fetch = (url, init) => {
    seen.push(new Headers(init?.headers).get("x-trace"));
    return fetch(url, init);
  };
  const client = createClient({ baseUrl, token: TOKEN, headers, fetch: send });
  onTestFinished(client.listen());
  await vi.waitUntil(() => answered.length > 0);
  await client.api.models().catch(() => undefined);
  expect(refused).toEqual([]);
  expect(new Set(seen)).toEqual(new Set(["1"]));
});

test("the windows of two tokens share no stream of changes, and no name holds a secret", async () => {
  const { baseUrl } = await begin();
  const names: string[] = [];
  vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => undefined) } });
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      constructor(name: string) {
        names.push(name);
      }
      close(): void {}
    },
  );
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  for (const token of [TOKEN, TOKEN.replace("abcd", "efgh"), undefined])
    onTestFinished(createClient({ baseUrl, token }).listen());
  expect(new Set(names).size).toBe(3);
  expect(names.join(" ")).not.toContain("xxx");
});

test("a refused token is final", async () => {
  const { baseUrl, refused } = await begin();
  const stream = createClient({ baseUrl, token: "yeoul_wrong" }).ask("?");
  await expect(stream.whenEnded()).rejects.toMatchObject({ status: 401 });
  expect(refused).toHaveLength(1);
});
