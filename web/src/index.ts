/**
 * `yeoul-client`: answers of a Yeoul server, streamed, in browsers, Node, Deno and Bun.
 *
 * `createClient` is where it begins. Everything that is promised to other people is named here.
 *
 * @module
 */

export {
  type AttachmentsApi,
  type AttachOptions,
  attachmentsApi,
  MAX_ATTACHMENTS,
  newId,
} from "./core/attachments/index.ts";
export {
  type AnswerState,
  type AnswerStream,
  type ApiClient,
  type AskExtras,
  type AskOptions,
  type BranchMessage,
  type Client,
  type ClientOptions,
  type Connection,
  type Conversation,
  type ConversationList,
  type ConversationView,
  createClient,
  type FollowedEvent,
  type FollowOptions,
  type ListView,
  type LiveFigures,
  type PagedView,
  type Part,
  type PlacedMessage,
  type QuestionContent,
  type ReadonlyStore,
  type RequestOptions,
  type StreamSnapshot,
  type TextPart,
  type Told,
  type ToolCallPart,
} from "./core/index.ts";
export {
  type Held,
  type QuestionMemory,
  QuestionQueue,
  type QueuedQuestion,
} from "./core/queue/index.ts";
export {
  type Answer,
  type AnswerError,
  type AnswerEvent,
  ApiError,
  type AskRequest,
  type Attachment,
  type CandidatesData,
  type ConversationListReply,
  type ConversationPatch,
  type ConversationReply,
  type ConversationSummary,
  type ConversationToImport,
  type Cursor,
  type EndData,
  type EndReason,
  type Frame,
  type HeartbeatData,
  type ImportedItem,
  type ListedConversation,
  type Message,
  type MessageToImport,
  type Model,
  type NewIds,
  type Phase,
  type Question,
  type ResetData,
  type SentQuestion,
  type StartedData,
  type Status,
  type StorageReply,
  type Timings,
  type ToolCallData,
  type Usage,
} from "./protocol/index.ts";
export type {
  FollowReason,
  Outcome,
  ServerOptions,
  Sink,
  Transport,
  TransportMode,
  TransportName,
} from "./transports/index.ts";
