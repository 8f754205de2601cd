import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket as NodeSocket, WebSocketServer } from "ws";
import { BlockedError, webSocketTransport } from "../../src/transports/index.ts";
import { serve } from "../loopback.ts";
import { collected } from "./collected.ts";

const SIGNAL = new AbortController().signal;
const Socket = NodeSocket as unknown as typeof WebSocket;

const STARTED = `{"id":"1-1","event":"started","data":{"answer_id":"a","conversation_id":"c","question_id":"q","model":"m","created_at":"t"}}`;
const HEARTBEAT = `{"event":"heartbeat","data":{"phase":"thinking"}}`;
const END = `{"id":"1-2","event":"end","data":{"status":"finished","reason":"stop","error":null,"usage":null,"timings":null,"sha256":""}}`;

/** A server of sockets; `greet` writes to each one. */
async function sockets(
  greet: (socket: NodeSocket, request: IncomingMessage) => void,
): Promise<string> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on("connection", greet);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

test("every text frame is an entry, until the server closes", async () => {
  let url = "";
  const baseUrl = await sockets((socket, request) => {
    url = request.url ?? "";
    for (const frame of [STARTED, HEARTBEAT, END]) socket.send(frame);
    socket.close(1000);
  });
  const { sink, kinds, opened } = collected();
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  expect(await transport.follow("a", "1-0", sink, SIGNAL)).toBe("closed");
  expect(url).toBe("/api/answers/a/events?after=1-0");
  expect(kinds()).toEqual(["started", "heartbeat", "end"]);
  expect(opened()).toBe(1);
});

test("a cursor that is the end is the end", async () => {
  const baseUrl = await sockets((socket) => socket.close(1000));
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  expect(await transport.follow("a", "1-2", collected().sink, SIGNAL)).toBe("done");
});

test.each([1001, 1008, 1011])("a close with %i is not the end", async (code) => {
  const baseUrl = await sockets((socket) => socket.close(code));
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  expect(await transport.follow("a", "1-2", collected().sink, SIGNAL)).toBe("closed");
});

test("where plain requests succeed and the handshake does not, the way is blocked", async () => {
  const baseUrl = await serve((_, response) => {
    response.end('{"events":[],"cursor":null,"ended":false}');
  });
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  await expect(transport.follow("a", null, collected().sink, SIGNAL)).rejects.toBeInstanceOf(
    BlockedError,
  );
});

test("a refusal is told as what it is", async () => {
  const baseUrl = await serve((_, response) => {
    response.writeHead(404).end('{"code":"not_found","detail":"gone","retryable":false}');
  });
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  await expect(transport.follow("a", null, collected().sink, SIGNAL)).rejects.toMatchObject({
    code: "not_found",
    retryable: false,
  });
});

test("asking is a request, then the answer is followed", async () => {
  const http = createServer((_, response) => {
    const summary = { id: "c", title: "", created_at: "t", updated_at: "t", leaf_id: null };
    const question = { id: "q", conversation_id: "c", parent_id: null, text: "", created_at: "t" };
    const answer = { ...question, id: "a", parent_id: "q", model: "m", status: "queued" };
    response.end(JSON.stringify({ conversation: summary, question, answer }));
  });
  const server = new WebSocketServer({ server: http });
  server.on("connection", (socket) => {
    socket.send(STARTED);
    socket.close(1000);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    http.close();
  });
  const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { sink, kinds } = collected();
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  expect(await transport.ask({ content: "hi", ids: { answer: "a" } }, sink, SIGNAL)).toBe("closed");
  expect(kinds()).toEqual(["started"]);
});

test("aborting closes the socket", async () => {
  let closed = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const baseUrl = await sockets((socket) => {
    socket.on("close", closed);
    socket.send(STARTED);
  });
  const abort = new AbortController();
  const sink = { ...collected().sink, onFrames: () => abort.abort() };
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  await expect(transport.follow("a", null, sink, abort.signal)).rejects.toMatchObject({
    code: "network",
  });
  await gone;
});

test("a frame that is no entry breaks the follow", async () => {
  const baseUrl = await sockets((socket) => socket.send("hello"));
  const transport = webSocketTransport({ baseUrl, WebSocket: Socket });
  await expect(transport.follow("a", null, collected().sink, SIGNAL)).rejects.toMatchObject({
    name: "DecodeError",
  });
});
