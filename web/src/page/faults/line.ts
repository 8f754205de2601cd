/**
 * The line by which this window follows answers. It passes everything on, until a hand is laid on it
 * (`hand.ts`, which is loaded late): that hears of each connection, gets each chunk before the page
 * does, and may cut what is open.
 */

import { createContext, useContext } from "react";

/** One request and the body of its reply, or a WebSocket. */
export interface Connection {
  readonly url: string;
  readonly init?: RequestInit | undefined;
  readonly socket?: WebSocket;
  /** Breaks a request off, as a network does. */
  readonly abort: (reason: Error) => void;
  /** What was asked of the body, and is not to be asked again. */
  waiting?: Promise<Chunk> | undefined;
}

export type Chunk = ReadableStreamReadResult<Uint8Array>;
export type ChunkReader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

export interface Hand {
  opened(connection: Connection): void;
  /** What the page gets in the place of a chunk that `came`, and when. */
  hold(connection: Connection, came: Chunk, reader: ChunkReader): Promise<Chunk>;
}

export class Line {
  hand: Hand | null = null;
  /** The newest last. */
  readonly open = new Set<Connection>();
  readonly #send: typeof fetch;

  constructor(send: typeof fetch) {
    this.#send = send;
  }

  readonly fetch: typeof fetch = async (url, init) => {
    const attempt = new AbortController();
    const abort = (reason: unknown): void => attempt.abort(reason);
    const signal = init?.signal;
    signal?.addEventListener("abort", () => abort(signal.reason));
    if (signal?.aborted === true) abort(signal.reason);
    const connection = { url: String(url), init, abort };
    this.#opened(connection);
    try {
      const response = await this.#send(url, { ...init, signal: attempt.signal });
      const { body } = response;
      if (!response.ok || body === null) this.open.delete(connection);
      else Object.defineProperty(response, "body", { value: this.#watched(connection, body) });
      return response;
    } catch (error) {
      this.open.delete(connection);
      throw error;
    }
  };

  /** The body as the transports read it. */
  #watched(connection: Connection, body: ReadableStream<Uint8Array>): object {
    return {
      getReader: (): ChunkReader => {
        const reader = body.getReader();
        const over = (): boolean => this.open.delete(connection);
        return {
          read: async () => {
            try {
              const came = await (connection.waiting ?? reader.read());
              connection.waiting = undefined;
              if (came.done) over();
              return this.hand === null ? came : await this.hand.hold(connection, came, reader);
            } catch (error) {
              over();
              throw error;
            }
          },
          cancel: (reason) => {
            over();
            return reader.cancel(reason);
          },
        };
      },
    };
  }

  /** The class of the sockets of this line. */
  get WebSocket(): typeof WebSocket {
    const opened = (socket: WebSocket): void => {
      const connection = { url: socket.url, socket, abort: () => undefined };
      this.#opened(connection);
      socket.addEventListener("close", () => this.open.delete(connection));
    };
    return class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        opened(this);
      }
    };
  }

  #opened(connection: Connection): void {
    this.open.add(connection);
    this.hand?.opened(connection);
  }
}

const LineContext = createContext<Line | null>(null);
export const LineProvider = LineContext.Provider;

/** The line of this window; null where nothing is followed by one. */
export function useLine(): Line | null {
  return useContext(LineContext);
}
