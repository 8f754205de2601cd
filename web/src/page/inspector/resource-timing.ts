/** The size of a request on the wire, below what the page itself can see: as its browser measured it. */

import type { Exchange } from "../../core/recording/index.ts";

/** A request is in the browser's list at about the time at which it was sent. */
const NEAR_MS = 100;

export interface WireSize {
  readonly transferBytes: number;
  readonly bodyBytes: number;
  readonly protocol: string;
}

/** What the browser tells of a finished request; null for WebSockets, and what it has forgotten. */
export function wireSizeOf({ request, beganAt }: Exchange): WireSize | null {
  const { href } = new URL(request.url, location.href);
  const entries = performance.getEntriesByName(href, "resource");
  for (const entry of entries) {
    if (!(entry instanceof PerformanceResourceTiming)) continue;
    if (Math.abs(entry.startTime - beganAt) > NEAR_MS) continue;
    const { transferSize, encodedBodySize, nextHopProtocol } = entry;
    // The browser does not tell how much came of a request that was given up.
    if (encodedBodySize === 0) return null;
    return { transferBytes: transferSize, bodyBytes: encodedBodySize, protocol: nextHopProtocol };
  }
  return null;
}
