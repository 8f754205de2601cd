import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket as NodeSocket, WebSocketServer } from "ws";
import {
  pollTransport,
  type StreamObserver,
  sseTransport,
  webSocketTransport,
} from "../../src/transports/index.ts";
import { serve } from "../loopback.ts";
import { collected } from "./collected.ts";

const SIGNAL = new AbortController().signal;
const Socket = NodeSocket as unknown as typeof WebSocket;
const STARTED = `{"answer_id":"a","conversation_id":"c","question_id":"q","model":"m","created_at":"t"}`;

/** An observer that writes down what it is told, one line each. */
function diary(): { lines: string[]; observer: StreamObserver; headers: Map<string, string> } {
  const lines: string[] = [];
  const headers = new Map<string, string>();
  const observer: StreamObserver = {
    opening: ({ transport, answerId, method, url, headers: sent, body }) => {
      const path = url.replace(/^\w+:\/\/[^/]+/, "");
      lines.push(`${transport} ${answerId} ${method} ${path} ${sent.Accept ?? "-"} ${body ?? "-"}`);
      return {
        head: (status, told) => {
          lines.push(`head ${status}`);
          for (const [name, value] of told) headers.set(name, value);
        },
        chunk: (body, frames) => {
          const text = typeof body === "string" ? body : Buffer.from(body).toString();
          lines.push(`chunk ${text}: ${frames.map((frame) => frame.event.kind).join(" ")}`);
        },
        closed: (how, detail) => lines.push(`closed ${how} ${detail ?? "-"}`),
      };
    },
    following: () => undefined,
    rerouting: () => undefined,
  };
  return { lines, observer, headers };
}

test("an event stream tells its request, its head, every chunk with its events, and its end", async () => {
  const body = `id: 1-1\nevent: started\ndata: ${STARTED}\n\nid: 1-2\nevent: delta\ndata: {"text":"물"}\n\n`;
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "x-one": "1" }).end(body);
  });
  const { lines, observer, headers } = diary();
  const transport = sseTransport({ baseUrl, observer });
  await transport.ask({ content: "hi", ids: { answer: "a" } }, collected().sink, SIGNAL);
  expect(lines).toEqual([
    'sse a POST /api/answers text/event-stream {"content":"hi","ids":{"answer":"a"}}',
    "head 200",
    `chunk ${body}: started delta`,
    "closed ended -",
  ]);
  expect(headers.get("x-one")).toBe("1");
});

test("what cannot be understood is told as it came, without events", async () => {
  const body = "id: 1-1\nevent: started\ndata: {}\n\n";
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).end(body);
  });
  const { lines, observer } = diary();
  const following = sseTransport({ baseUrl, observer }).follow("a", null, collected().sink, SIGNAL);
  await expect(following).rejects.toThrow("answer_id");
  expect(lines).toContain(`chunk ${body}: `);
});

test("a refused request tells its status, and why it failed", async () => {
  const baseUrl = await serve((_, response) => {
    response.writeHead(404).end('{"code":"not_found","detail":"gone","retryable":false}');
  });
  const { lines, observer } = diary();
  const transport = sseTransport({ baseUrl, observer });
  await expect(transport.follow("a", "1-2", collected().sink, SIGNAL)).rejects.toThrow();
  expect(lines).toEqual([
    "sse a GET /api/answers/a/events?after=1-2 text/event-stream -",
    "head 404",
    "closed failed gone",
  ]);
});

test("a connection that this side lets go is told as left", async () => {
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n");
  });
  const { lines, observer } = diary();
  const abort = new AbortController();
  const { sink } = collected();
  const following = sseTransport({ baseUrl, observer }).follow(
    "a",
    null,
    { ...sink, onBytes: () => abort.abort() },
    abort.signal,
  );
  await following.catch(() => undefined);
  expect(lines.at(-1)).toBe("closed left -");
});

test("each request of polling is told, with its whole reply", async () => {
  const first = `{"events":[{"id":"1-1","event":"started","data":${STARTED}}],`;
  const replies = [`${first}"cursor":"1-1","ended":false}`];
  const last = '{"events":[],"cursor":"1-1","ended":true}';
  const baseUrl = await serve((_, response) => response.end(replies.shift() ?? last));
  const { lines, observer } = diary();
  await pollTransport({ baseUrl, observer }).follow("a", null, collected().sink, SIGNAL);
  expect(lines).toEqual([
    "long-polling a GET /api/answers/a/events?wait=20 application/json -",
    "head 200",
    `chunk ${first}"cursor":"1-1","ended":false}: started`,
    "closed ended -",
    "long-polling a GET /api/answers/a/events?wait=20&after=1-1 application/json -",
    "head 200",
    `chunk ${last}: `,
    "closed ended -",
  ]);
});

test("a WebSocket tells its handshake, its messages, and the code of its close", async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const message = `{"id":"1-2","event":"delta","data":{"text":"물 🌊"}}`;
  server.on("connection", (socket) => {
    socket.send(message);
    socket.close(1001);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    http.close();
  });
  const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { lines, observer } = diary();
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket, observer });
  await transport.follow("a", "1-1", collected().sink, SIGNAL);
  expect(lines).toEqual([
    "websocket a GET /api/answers/a/events?after=1-1 - -",
    "head 101",
    `chunk ${message}: delta`,
    "closed ended close code 1001",
  ]);
});

test("a question that is asked in JSON is a request of its answer", async () => {
  const baseUrl = await serve((_, response) => {
    const question = { id: "q", conversation_id: "c", parent_id: null, text: "", created_at: "t" };
    const answer = { ...question, id: "a", parent_id: "q", model: "m", status: "queued" };
    const conversation = { id: "c", title: "", created_at: "t", updated_at: "t", leaf_id: null };
    response.end(JSON.stringify({ conversation, question, answer }));
  });
  const { lines, observer } = diary();
  const abort = new AbortController();
  const asked = pollTransport({ baseUrl, observer, everyMs: 1 });
  await asked
    .ask({ content: "hi", ids: { answer: "a" } }, collected().sink, abort.signal)
    .catch(() => abort.abort());
  expect(lines.slice(0, 3)).toEqual([
    'polling a POST /api/answers application/json {"content":"hi","ids":{"answer":"a"}}',
    "head 200",
    expect.stringMatching(/^chunk \{"conversation":.*\}: $/),
  ]);
});
