/**
 * Follows answers over one connection each: the transports, the choice among them, and what all of
 * them share. Others can watch through a `StreamObserver`.
 */

export { byteLength } from "./byte-length.ts";
export {
  LADDER,
  TRANSPORTS,
  TransportChoice,
  type TransportMode,
  type TransportName,
} from "./choice.ts";
export { jsonOf, messageParser, readEventStream } from "./event-stream.ts";
export { fetchJson, silenceError } from "./fetch-json.ts";
export { DROWSY_MS, FIRST_BYTE_MS, HEARTBEAT_MS, STALL_MS } from "./heartbeat.ts";
export { allWays, type LadderOptions, ladderTransport, type Ways } from "./ladder.ts";
export {
  type Closing,
  type FollowReason,
  noObserver,
  type Received,
  type RerouteReason,
  type StreamObserver,
  type WireObserver,
  type WireRequest,
} from "./observer.ts";
export { type PollOptions, pollTransport } from "./poll.ts";
export { type Server, type ServerOptions, serverAt } from "./server.ts";
export { framesOf, sseTransport } from "./sse.ts";
export { type TakeSlot, takeSlot } from "./sse-slots.ts";
export { BlockedError, type Outcome, type Sink, type Transport } from "./transport.ts";
export { type WebSocketOptions, webSocketTransport } from "./websocket.ts";
