/** Where the server is, and how requests get there: the same for every transport and command. */

import { ApiError } from "../protocol/index.ts";

export interface ServerOptions {
  /**
   * The server's address, without `/api`, such as http://127.0.0.1:8000; default: the origin
   * of this page. Needed where there is no page.
   */
  readonly baseUrl?: string;
  /** Sends the requests; default: the `fetch` of the environment. */
  readonly fetch?: typeof fetch;
  /**
   * Added to each request, for what stands before the server; a function is asked each time. A
   * WebSocket cannot carry them, so with headers there are no WebSockets.
   */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
}

/** A server whose address is checked, and a `fetch` that brings the headers along. */
export interface Server {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** Whether requests carry headers of their own. */
  readonly ownHeaders: boolean;
}

/**
 * The server that the options name; a `Server` is one already.
 *
 * @throws TypeError if `baseUrl` is neither an HTTP address nor a path
 */
export function serverAt(options: ServerOptions | Server = {}): Server {
  if ("ownHeaders" in options) return options;
  const { baseUrl = "", fetch: send, headers } = options;
  const base = baseUrl.replace(/\/+$/, "");
  if (base !== "" && !/^(https?:\/)?\/[^/]/.test(base)) {
    throw new TypeError(`baseUrl is neither an http address nor a path: ${baseUrl}`);
  }
  return {
    baseUrl: base,
    ownHeaders: headers !== undefined,
    async fetch(url, init) {
      // Without a page a path leads nowhere, however often it is tried.
      if (send === undefined && base === "" && globalThis.location === undefined) throw noPage();
      const all = new Headers(init?.headers);
      const own = typeof headers === "function" ? await headers() : headers;
      new Headers(own).forEach((value, name) => {
        all.set(name, value);
      });
      return (send ?? globalThis.fetch)(url, { ...init, headers: all });
    },
  };
}

function noPage(): ApiError {
  return new ApiError({
    status: 0,
    code: "no_base_url",
    detail: 'There is no page here: say where the server is, createClient({ baseUrl: "…" }).',
    retryable: false,
  });
}
