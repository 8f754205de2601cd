/**
 * The seam through which transports tell what goes over their connections, for whoever wants to
 * look at it, measure it or keep it. Nothing depends on an observer: it only listens.
 *
 * Guarantees: of one connection, `head`, then `chunk`s in the order they arrive, then `closed`
 * exactly once; a connection that never stood is only closed. Observers are called on the way of
 * every token, so they have to be quick, and may not throw.
 */

import type { Frame } from "../protocol/index.ts";
import type { TransportName } from "./choose.ts";

/** A request or handshake, as far as a page knows it: the browser adds headers of its own. */
export interface WireRequest {
  readonly answerId: string;
  readonly transport: TransportName;
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** `ended`: by the server. `left`: by this side. `failed`: refused, broken or not understood. */
export type Closing = "ended" | "left" | "failed";

/** Why an answer is followed by another transport from now on. */
export type RerouteReason =
  /** Somebody has chosen. */
  | "chosen"
  /** What was sent came late, or in bursts. */
  | "held-back"
  /** Nothing came through. */
  | "blocked"
  /** Nobody looks at the page, or somebody does again. */
  | "hidden"
  | "shown"
  /** Other windows have all the places for event streams. */
  | "crowded";

export interface WireObserver {
  /** A WebSocket's handshake is a 101 whose headers the browser keeps to itself. */
  head(status: number, headers: Iterable<[string, string]>): void;
  /** `bytes` of a body or message have arrived, and with them these frames: none, one or several. */
  chunk(bytes: number, frames: readonly Frame[]): void;
  closed(how: Closing, detail: string | null): void;
}

export interface StreamObserver {
  /** A request or handshake is sent now. */
  opening(request: WireRequest): WireObserver;
  /** A follow begins: the first of an answer, or one more after the last was lost. */
  following(answerId: string): void;
  /** The next connection goes another way. */
  rerouting(answerId: string, why: RerouteReason): void;
}

const ignore = (): void => undefined;
const nobodysWire: WireObserver = { head: ignore, chunk: ignore, closed: ignore };

/** Listens to nothing. */
export const noObserver: StreamObserver = {
  opening: () => nobodysWire,
  following: ignore,
  rerouting: ignore,
};

/** How a connection came to its end, and what there is to say about it. */
export type Ending = readonly [how: Closing, detail: string | null];

/** Tells `wire` how `work`, all that is done over a connection, came to its end. */
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
