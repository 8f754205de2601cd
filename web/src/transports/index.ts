export { byteLength } from "./byte-length.ts";
export {
  LADDER,
  TransportChoice,
  type TransportMode,
  type TransportName,
} from "./choose.ts";
export { BlockedError, jsonOf, readEventStream } from "./event-stream.ts";
export { exchange, silenceError } from "./exchange.ts";
export { allWays, type LadderOptions, ladderTransport, type Ways } from "./ladder.ts";
export {
  type Closing,
  noObserver,
  type RerouteReason,
  type StreamObserver,
  type WireObserver,
  type WireRequest,
} from "./observer.ts";
export { type PollOptions, pollTransport } from "./poll.ts";
export { type Server, type ServerOptions, serverAt } from "./server.ts";
export { sseTransport } from "./sse.ts";
export { type TakeSlot, takeSlot } from "./sse-slots.ts";
export type { Outcome, Sink, Transport } from "./transport.ts";
export { type WebSocketOptions, webSocketTransport } from "./websocket.ts";
