export { assertNever } from "./assert-never.ts";
export { type Cursor, compareCursors, formatCursor, parseCursor } from "./cursor.ts";
export {
  type AnswerEvent,
  decodeFrame,
  type EndData,
  type Frame,
  type HeartbeatData,
  type StartedData,
  type ToolCallData,
} from "./events.ts";
export { DecodeError, oneOf, record, string } from "./json.ts";
export * from "./messages.ts";
export {
  ApiError,
  asApiError,
  isFault,
  messageOf,
  networkError,
  ownError,
  problemOf,
} from "./problem.ts";
export {
  decodeAnswer,
  decodeAsked,
  decodeConversation,
  decodeConversationList,
  decodeEventPage,
  decodeModelList,
  decodeStopped,
  decodeStorage,
  decodeSummary,
  type EventPage,
} from "./replies.ts";
