/** The address of the server, and how requests get there: the same for every transport and command. */

import { type ApiError, messageOf, networkError, ownError } from "../protocol/index.ts";

export interface ServerOptions {
  /**
   * The server's address, without `/api`, such as http://127.0.0.1:8000; default: the origin
   * of this page. Needed where there is no page.
   */
  readonly baseUrl?: string;
  /** Sends the requests; default: the `fetch` of the environment. */
  readonly fetch?: typeof fetch;
  /** API token of a person, where the server has accounts: sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
  /**
   * Added to each request, for a proxy in front of the server; a function is called each time. A
   * WebSocket cannot carry them, so with headers, or a token, long polling stands in for it.
   */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /**
   * Whether requests bring the browser's cookies along, as `fetch` takes it: `"include"` for a page of
   * another origin of the same site. Default: `"same-origin"`.
   */
  readonly credentials?: RequestCredentials;
}

/** A server whose address is checked, and a `fetch` that brings the headers along. */
export interface Server {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** Opens the sockets; default: that of the environment. */
  readonly WebSocket?: typeof WebSocket;
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
  const { baseUrl = "", fetch: send, token, headers, credentials } = options;
  const base = baseUrl.replace(/\/+$/, "");
  /** A reply could be read: then no later failure is the origin's. */
  let heard = false;
  const ways = credentials === undefined ? {} : { credentials };
  if (base !== "" && !/^(https?:\/)?\/[^/]/.test(base)) {
    throw new TypeError(`baseUrl is neither an http address nor a path: ${baseUrl}`);
  }
  return {
    baseUrl: base,
    ownHeaders: headers !== undefined || token !== undefined,
    async fetch(url, init) {
      // Without a page a path leads nowhere, however often it is tried.
      if (send === undefined && base === "" && globalThis.location === undefined) throw noPage();
      const all = await withOwn(init?.headers, headers);
      if (token !== undefined) all.set("Authorization", `Bearer ${token}`);
      const request = send ?? globalThis.fetch;
      try {
        const response = await request(url, { ...ways, ...init, headers: all });
        heard = true;
        return response;
      } catch (cause) {
        if (defect(cause)) throw cause;
        if (!heard && (await answersOthers(base, request, init?.signal))) throw notAllowed(base);
        throw networkError(cause);
      }
    },
  };
}

/** The headers of a request, with those that the page adds to each. */
async function withOwn(
  given: HeadersInit | undefined,
  headers: ServerOptions["headers"],
): Promise<Headers> {
  const all = new Headers(given);
  try {
    const own = typeof headers === "function" ? await headers() : headers;
    new Headers(own).forEach((value, name) => {
      all.set(name, value);
    });
    return all;
  } catch (cause) {
    // An error that was made for this keeps its code, such as that of an expired session.
    if (cause instanceof Error && cause.name === "ApiError") throw cause;
    const detail = `The headers of the request could not be made: ${messageOf(cause)}`;
    throw ownError("headers_failed", detail, true, cause);
  }
}

/** Whether `cause` is a mistake in a given `fetch`; a lost network is a TypeError, or has a name of its own. */
function defect(cause: unknown): boolean {
  return cause instanceof ReferenceError || cause instanceof RangeError;
}

/**
 * Whether the server replies, but not to this page. To a page a refused origin looks like a dead
 * line; a request that asks to read nothing gets through only where the origin is refused.
 */
async function answersOthers(
  base: string,
  request: typeof fetch,
  signal: AbortSignal | null | undefined,
): Promise<boolean> {
  const { location } = globalThis;
  if (location === undefined || signal?.aborted) return false;
  if (new URL(base, location.href).origin === location.origin) return false;
  const init = { mode: "no-cors", cache: "no-store", signal: signal ?? null } as const;
  return request(`${base}/healthz`, init).then(
    () => true,
    () => false,
  );
}

function notAllowed(base: string): ApiError {
  const { origin } = globalThis.location;
  const detail =
    `The server at ${base} is running, but lets no page of ${origin} read its replies. ` +
    `Start it with --allowed-origins ${origin}, or serve both under one address.`;
  return ownError("origin_not_allowed", detail, false);
}

function noPage(): ApiError {
  const detail = 'There is no page here: say where the server is, createClient({ baseUrl: "…" }).';
  return ownError("no_base_url", detail, false);
}
