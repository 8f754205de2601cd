/**
 * The seam through which transports report what goes over their connections, to be shown, measured
 * or kept. Nothing depends on an observer: it only listens.
 *
 * Guarantees: of one connection, `head`, then `chunk`s in the order they arrive, then `closed`
 * exactly once; a connection that never stood is only closed. Observers are called on the way of
 * every token, so they have to be quick, and may not throw.
 */

import type { Frame } from "../protocol/index.ts";
import type { TransportName } from "./choice.ts";

/** A request or handshake, as far as a page knows it: the browser adds headers of its own. */
export interface WireRequest {
  readonly answerId: string;
  readonly transport: TransportName;
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What arrived at once: bytes, which may be cut anywhere, or the whole text of a message or reply. */
export type Received = Uint8Array | string;

/** `ended`: by the server. `left`: by this side. `failed`: refused, broken or not understood. */
export type Closing = "ended" | "left" | "failed";

/** Why an answer is followed by another transport from now on. */
export type RerouteReason =
  /** Another transport was chosen. */
  | "chosen"
  /** What was sent came late, or in bursts. */
  | "held-back"
  /** Nothing came through. */
  | "blocked"
  /** The page is out of sight, or is shown again. */
  | "hidden"
  | "shown"
  /** Other windows have all places for event streams. */
  | "crowded";

/** Why an answer is followed from now on, or once more. */
export type FollowReason =
  /** The question is sent. */
  | "asked"
  /** The answer was there already. */
  | "opened"
  /** The last connection broke, or ended before the answer. */
  | "cut"
  /** The server has said nothing for too long. */
  | "silent"
  /** The server refused for the moment. */
  | "refused"
  /** What came could not be understood, or something was missing in it. */
  | "misread"
  /** The network is back, or the page is shown again. */
  | "online"
  | "awake"
  /** Somebody wants to see the events again. */
  | "reread";

export interface WireObserver {
  /** A WebSocket's handshake is a 101 whose headers the browser keeps to itself. */
  head(status: number, headers: Iterable<[string, string]>): void;
  /**
   * A piece of a body, or a message, has arrived, and with it these frames: none, one or several. Also
   * what cannot be understood is told, without frames.
   */
  chunk(body: Received, frames: readonly Frame[]): void;
  closed(how: Closing, detail: string | null): void;
}

export interface StreamObserver {
  /** A request or handshake is sent now. */
  opening(request: WireRequest): WireObserver;
  /** A follow begins: the first of an answer, or one more after the last was lost. */
  following(answerId: string, why: FollowReason): void;
  /** The next connection goes another way. */
  rerouting(answerId: string, why: RerouteReason): void;
}

const ignore = (): void => undefined;
const ignoredWire: WireObserver = { head: ignore, chunk: ignore, closed: ignore };

/** Listens to nothing. */
export const noObserver: StreamObserver = {
  opening: () => ignoredWire,
  following: ignore,
  rerouting: ignore,
};

/** How a connection ended, and the details. */
export type Ending = readonly [how: Closing, detail: string | null];

/** The result of `work`, all that is done over a connection; `wire` hears how that ended. */
export async function untilClosed<T>(
  wire: WireObserver,
  signal: AbortSignal,
  work: Promise<T>,
  endingOf: (result: T) => Ending = () => ["ended", null],
): Promise<T> {
  const tell = (how: Closing, detail: string | null): void => {
    if (signal.aborted) wire.closed("left", null);
    else wire.closed(how, detail);
  };
  try {
    const result = await work;
    tell(...endingOf(result));
    return result;
  } catch (error) {
    tell("failed", error instanceof Error ? error.message : String(error));
    throw error;
  }
}
