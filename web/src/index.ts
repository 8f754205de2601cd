/**
 * `yeoul-client`: answers of a Yeoul server, streamed, in browsers, Node, Deno and Bun.
 *
 * `createClient` is where it begins. Everything that is promised to other people is named here.
 *
 * @module
 */

export {
  type AnswerState,
  type AnswerStream,
  type ApiClient,
  type AskExtras,
  type AskOptions,
  type BranchEntry,
  type Client,
  type ClientOptions,
  type Connection,
  type Conversation,
  type ConversationList,
  type ConversationView,
  createClient,
  type Entry,
  type FollowedEvent,
  type FollowOptions,
  type ListView,
  type LiveFigures,
  type Readable,
  type StreamSnapshot,
} from "./core/index.ts";
export {
  type Answer,
  type AnswerError,
  ApiError,
  type AskRequest,
  type Conversation as ConversationReply,
  type ConversationPatch,
  type ConversationSummary,
  type Message,
  type Model,
  type Phase,
  type Question,
  type Status,
  type Timings,
  type Usage,
} from "./protocol/index.ts";
export type { ServerOptions, TransportMode, TransportName } from "./transports/index.ts";
