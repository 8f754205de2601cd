/**
 * The wire in TypeScript: the shapes that the server's description has, and the decoders that check
 * what comes. No I/O.
 */

export {
  ApiError,
  asApiError,
  isFault,
  messageOf,
  networkError,
  ownError,
  problemOf,
} from "./api-error.ts";
export { assertNever } from "./assert-never.ts";
export { type Change, decodeChange, MISSED } from "./changes.ts";
export { type Cursor, compareCursors, formatCursor, parseCursor } from "./cursor.ts";
export {
  type AnswerEvent,
  type CandidatesData,
  decodeAllCandidates,
  decodeEntry,
  decodeFrame,
  decodeToolCalls,
  type EndData,
  type Frame,
  type HeartbeatData,
  isToken,
  type ResetData,
  type StartedData,
  type ToolCallData,
} from "./events.ts";
export {
  type Allowed,
  DecodeError,
  isOneOf,
  orNull,
  parseJson,
  readBoolean,
  readFields,
  readInteger,
  readList,
  readNumber,
  readOneOf,
  readString,
} from "./json.ts";
export {
  decodeAnswer,
  decodeAsked,
  decodeConversation,
  decodeConversationList,
  decodeEventPage,
  decodeImported,
  decodeModelList,
  decodeStopped,
  decodeStorage,
  decodeSummary,
  type EventPage,
} from "./replies.ts";
export * from "./shapes.ts";
