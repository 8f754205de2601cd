export { asApiError } from "../protocol/index.ts";
export { type Clock, systemClock } from "../transports/index.ts";
export { readAll, removeAll } from "./all-conversations.ts";
export {
  type AnswerState,
  applyFrame,
  askedState,
  GapError,
  snapshotState,
} from "./answer-state.ts";
export { AnswerStream, HEARTBEAT_MS } from "./answer-stream.ts";
export { type ApiClient, type ApiOptions, apiClient } from "./api-client.ts";
export { type Change, type Changes, listen, sharedChanges } from "./changes.ts";
export {
  type AskOptions,
  Client,
  type ClientOptions,
  type ClientParts,
  createClient,
  type FollowOptions,
} from "./client.ts";
export { Conversation } from "./conversation.ts";
export { ConversationList, type ListView } from "./conversation-list.ts";
export type { AskExtras, ConversationView, Entry } from "./conversation-view.ts";
export type { FollowedEvent } from "./event-queue.ts";
export { conversationMarkdown, conversationsJson, fileName } from "./export.ts";
export { onNextFrame, type Schedule } from "./frame-batch.ts";
export type { LiveFigures } from "./meter.ts";
export { settledMessage } from "./pending.ts";
export { Recorder, type RecorderOptions } from "./recorder.ts";
export {
  type Exchange,
  folded,
  type RecordedEvent,
  Recording,
  stateBefore,
  type Tally,
  type Turn,
} from "./recording.ts";
export { type Readable, Store } from "./store.ts";
export type { StreamOptions } from "./stream-options.ts";
export type { Connection, StreamSnapshot } from "./stream-snapshot.ts";
export type { BranchEntry } from "./tree.ts";
export type { WakeUps } from "./wake-up.ts";
