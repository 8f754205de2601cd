// Once the server knows nobody here any longer, everything comes to an end: only a person can log in.

import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "../../src/core/index.ts";
import type { TransportMode } from "../../src/transports/index.ts";
import { serve } from "../loopback.ts";

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

/** A server that tells the beginning of an answer, then knows nobody any longer. */
async function begin() {
  const requests: string[] = [];
  let known = true;
  const open: ServerResponse[] = [];
  const refuse = (response: ServerResponse): void => {
    response.writeHead(401, { "content-type": "application/problem+json" });
    response.end('{"code":"unauthenticated","detail":"Log in first.","retryable":false}');
  };
  const poll = (url: string, response: ServerResponse): void => {
    // One that waits is answered by the end of its session.
    if (url.includes("after=1-1") && url.includes("wait=")) open.push(response);
    else {
      response.writeHead(200, { "content-type": "application/json" });
      const events = url.includes("after=") ? [] : [STARTED];
      response.end(JSON.stringify({ events, cursor: "1-1", ended: false, waiting: null }));
    }
  };
  const stream = (url: string, response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const { id, event, data } = STARTED;
    const begun = `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    response.write(url.includes("changes") ? "event: heartbeat\ndata: {}\n\n" : begun);
    open.push(response);
  };
  const answer = ({ url = "", headers }: IncomingMessage, response: ServerResponse): void => {
    requests.push(url);
    if (!known) refuse(response);
    else if (headers.accept === "application/json") poll(url, response);
    else stream(url, response);
  };
  const end = (): void => {
    known = false;
    for (const response of open) {
      if (response.headersSent) response.destroy();
      else refuse(response);
    }
  };
  return { baseUrl: await serve(answer), requests, end };
}

test.each<TransportMode>(["sse", "long-polling", "polling"])(
  "a stream over %s is refused once its session has ended, and asks no more",
  async (transport) => {
    const { baseUrl, requests, end } = await begin();
    const client = createClient({ baseUrl, transport });
    const stream = client.followAnswer("a1");
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (stream.getSnapshot().answer.cursor !== null) resolve();
      };
      stream.subscribe(look);
      look();
    });
    const before = requests.length;
    end();

    await expect(stream.whenEnded()).rejects.toMatchObject({
      status: 401,
      code: "unauthenticated",
    });
    expect(stream.getSnapshot().connection).toBe("refused");
    expect(requests.length - before).toBeLessThanOrEqual(2);
  },
);

test("a question of nobody is refused at once", async () => {
  const { baseUrl, requests, end } = await begin();
  end();
  const stream = createClient({ baseUrl }).ask("?");
  await expect(stream.whenEnded()).rejects.toMatchObject({ status: 401 });
  expect(requests).toHaveLength(1);
});

test("what others change is heard no longer, and the client says why", async () => {
  const { baseUrl, requests, end } = await begin();
  const client = createClient({ baseUrl });
  onTestFinished(client.listen());
  const refused = new Promise<void>((resolve) => {
    onTestFinished(client.refusal.subscribe(resolve));
  });
  await vi.waitUntil(() => requests.length > 0);
  end();
  await refused;

  expect(client.refusal.getSnapshot()).toMatchObject({ status: 401, code: "unauthenticated" });
  expect(requests.filter((url) => url === "/api/changes").length).toBeLessThanOrEqual(3);
  onTestFinished(client.listen());
  expect(client.refusal.getSnapshot()).toBeNull();
});
