/**
 * The client without React: what is known of answers, conversations and lists, kept up to date, and
 * the commands on them. Stores are read and watched. The commands of a store show in it what failed,
 * and reject only where their description says so.
 */

export type { FollowedEvent } from "./answer/answer-readers.ts";
export {
  type AnswerState,
  applyFrame,
  blankState,
  contentOf,
  GapError,
  snapshotState,
  type Told,
} from "./answer/answer-state.ts";

export { AnswerStream } from "./answer/answer-stream.ts";
export { readableArguments } from "./answer/call-arguments.ts";
export type { LiveFigures } from "./answer/meter.ts";
export { type Part, partsOf, type TextPart, type ToolCallPart, wholeOf } from "./answer/parts.ts";
export type { StreamOptions } from "./answer/stream-options.ts";
export type { Connection, StreamSnapshot } from "./answer/stream-snapshot.ts";
export { type ApiClient, type ApiOptions, apiClient, type RequestOptions } from "./api-client.ts";
export { type Changes, listenForChanges, sharedChanges } from "./changes.ts";
export {
  type AskOptions,
  Client,
  type ClientOptions,
  type ClientParts,
  createClient,
  type FollowOptions,
} from "./client.ts";
export { Conversation } from "./conversation/conversation.ts";
export {
  type AskExtras,
  type BranchMessage,
  type ConversationView,
  knownId,
  type QuestionContent,
} from "./conversation/conversation-view.ts";
export { Draft, type DraftMemory, type DraftView, type TakenDraft } from "./conversation/draft.ts";
export { streamedMessage } from "./conversation/messages.ts";
export type { PlacedMessage } from "./conversation/tree.ts";
export { ConversationList, type ListView } from "./lists/conversation-list.ts";
export { type ListPage, PagedList, type PagedView, UNREAD_LIST } from "./lists/paged-list.ts";
export { type ReadonlyStore, Store } from "./store.ts";
