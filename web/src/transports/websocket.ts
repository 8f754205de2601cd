/**
 * Follows an answer over a WebSocket: through proxies that hold back event streams, and beside the
 * browser's limit of six connections to one host. Asking is a request of its own.
 *
 * A browser does not tell why a handshake failed. So the same is then asked by a plain request: a
 * refusal is thrown as what it is, and where the request succeeds, the way is blocked.
 */

import {
  DecodeError,
  decodeEntry,
  type Frame,
  networkError,
  parseJson,
} from "../protocol/index.ts";
import { type JsonOptions, jsonRequests } from "./json-requests.ts";
import { noObserver, untilClosed, type WireObserver } from "./observer.ts";
import { eventsRequest } from "./requests.ts";
import { serverAt } from "./server.ts";
import { BlockedError, type Outcome, type Sink, type Transport } from "./transport.ts";

export interface WebSocketOptions extends JsonOptions {
  readonly WebSocket?: typeof WebSocket;
}

const DONE = 1000;
const SWITCHING_PROTOCOLS = 101;

/** Follows answers over WebSockets. */
export function webSocketTransport(options: WebSocketOptions = {}): Transport {
  const { observer = noObserver } = options;
  const { baseUrl } = serverAt(options);
  const requests = jsonRequests(options, "websocket");

  async function follow(
    answerId: string,
    after: string | null,
    sink: Sink,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const Socket = options.WebSocket ?? globalThis.WebSocket;
    if (Socket === undefined) throw new BlockedError("There are no WebSockets here.");
    const plain = eventsRequest(baseUrl, answerId, { after }, null);
    const url = socketUrl(plain.url);
    const wire = observer.opening({ transport: "websocket", ...plain, url });
    const reading = readSocket(new Socket(url), wire, sink, signal);
    const end = await untilClosed(wire, signal, reading, ({ opened, code }) => [
      opened ? "ended" : "failed",
      `close code ${code}`,
    ]);
    if (end.opened || signal.aborted) return end.nothing && end.code === DONE ? "done" : "closed";
    await requests.events(answerId, { after }, signal);
    throw new BlockedError("The handshake of the WebSocket failed; other requests get through.");
  }

  return {
    follow,
    async ask(question, sink, signal) {
      await requests.ask(question, signal);
      return follow(question.ids.answer, null, sink, signal);
    },
  };
}

function socketUrl(httpUrl: string): string {
  const url = new URL(httpUrl, globalThis.location?.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

interface SocketEnd {
  readonly opened: boolean;
  /** The close code; 1006 if the connection broke. */
  readonly code: number;
  /** No entry of the log has come. */
  readonly nothing: boolean;
}

/** Reads until either side closes the socket. @throws DecodeError if a frame cannot be read */
function readSocket(
  socket: WebSocket,
  wire: WireObserver,
  sink: Sink,
  signal: AbortSignal,
): Promise<SocketEnd> {
  return new Promise((resolve, reject) => {
    let opened = false;
    let nothing = true;
    const leave = (): void => {
      signal.removeEventListener("abort", leave);
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
      reject(networkError(signal.reason));
    };
    signal.addEventListener("abort", leave);
    socket.onopen = () => {
      opened = true;
      wire.head(SWITCHING_PROTOCOLS, []);
      sink.onOpen();
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      sink.onBytes();
      try {
        let frame: Frame | null = null;
        try {
          frame = frameOf(data);
        } finally {
          wire.chunk(String(data), frame === null ? [] : [frame]);
        }
        if (frame === null) return;
        nothing &&= frame.cursor === null;
        sink.onFrames([frame]);
      } catch (error) {
        reject(error);
        leave();
      }
    };
    // The close that follows says what went wrong.
    socket.onerror = () => undefined;
    socket.onclose = ({ code }) => {
      signal.removeEventListener("abort", leave);
      resolve({ opened, code, nothing });
    };
    if (signal.aborted) leave();
  });
}

function frameOf(data: unknown): ReturnType<typeof decodeEntry> {
  if (typeof data !== "string") throw new DecodeError("a WebSocket frame is not text");
  return decodeEntry(parseJson(data, "a WebSocket frame"));
}
