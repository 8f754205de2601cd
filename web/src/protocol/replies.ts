/** Checks of the JSON replies; each throws `DecodeError` if the reply is not what is expected. */

import { decodeFrame, decodeHeartbeat, type Frame } from "./events.ts";
import { array, boolean, intOrNull, oneOf, record, string } from "./json.ts";
import type {
  Answer,
  Asked,
  ConversationListReply,
  ConversationReply,
  ConversationSummary,
  Message,
  Model,
  ModelList,
  Question,
  StorageReply,
} from "./messages.ts";

const STATUSES = [
  "queued",
  "generating",
  "finished",
  "stopped",
  "failed",
  "interrupted",
] as const satisfies readonly Answer["status"][];

/**
 * What is checked is what the client relies on to stay whole: ids, texts, statuses. The figures
 * inside are shown only if they are there, so they pass as they are.
 */
export function decodeAnswer(value: unknown): Answer {
  const fields = record(value, "answer");
  string(fields.id, "id");
  string(fields.conversation_id, "conversation_id");
  string(fields.parent_id, "parent_id");
  string(fields.text, "text");
  string(fields.model, "model");
  string(fields.created_at, "created_at");
  oneOf(STATUSES, fields.status, "status");
  return fields as Answer;
}

/** Reads the reply to Stop; null if there is no answer yet, and its question will be stopped. */
export function decodeStopped(value: unknown): Answer | null {
  const fields = record(value, "answer");
  return fields.role === undefined && fields.status === "stopped" ? null : decodeAnswer(value);
}

function decodeQuestion(value: unknown): Question {
  const fields = record(value, "question");
  string(fields.id, "id");
  string(fields.conversation_id, "conversation_id");
  if (fields.parent_id !== null) string(fields.parent_id, "parent_id");
  string(fields.text, "text");
  string(fields.created_at, "created_at");
  return fields as Question;
}

function decodeMessage(value: unknown): Message {
  const role = oneOf(["user", "assistant"] as const, record(value, "message").role, "role");
  return role === "user" ? decodeQuestion(value) : decodeAnswer(value);
}

export function decodeSummary(value: unknown): ConversationSummary {
  const fields = record(value, "conversation");
  string(fields.id, "id");
  string(fields.title, "title");
  string(fields.updated_at, "updated_at");
  if (fields.leaf_id !== null) string(fields.leaf_id, "leaf_id");
  return fields as ConversationSummary;
}

export function decodeConversation(value: unknown): ConversationReply {
  const messages = array(record(value, "conversation").messages, "messages").map(decodeMessage);
  return { ...decodeSummary(value), messages };
}

export function decodeConversationList(value: unknown): ConversationListReply {
  const fields = record(value, "conversations");
  const next = fields.next_cursor;
  return {
    conversations: array(fields.conversations, "conversations").map(decodeSummary),
    next_cursor: next === null || next === undefined ? null : string(next, "next_cursor"),
  };
}

export function decodeModelList(value: unknown): ModelList {
  return { models: array(record(value, "models").models, "models").map(decodeModel) };
}

function decodeModel(value: unknown): Model {
  const fields = record(value, "model");
  return {
    id: string(fields.id, "id"),
    provider: string(fields.provider, "provider"),
    title: string(fields.title, "title"),
    default: boolean(fields.default, "default"),
    context_length: intOrNull(fields.context_length, "context_length"),
  };
}

export function decodeStorage(value: unknown): StorageReply {
  const fields = record(value, "storage");
  return {
    conversations: count(fields.conversations, "conversations"),
    deleted_conversations: count(fields.deleted_conversations, "deleted_conversations"),
    files: array(fields.files, "files").map((each) => {
      const file = record(each, "file");
      const holds = oneOf(["conversations", "events"] as const, file.holds, "holds");
      return { name: string(file.name, "name"), holds, bytes: count(file.bytes, "bytes") };
    }),
  };
}

function count(value: unknown, field: string): number {
  return intOrNull(value, field) ?? 0;
}

/** What polling returns: events, where they end, and what the answer is doing. */
export interface EventPage {
  readonly frames: readonly Frame[];
  readonly cursor: string | null;
  /** Whether `cursor` is that of the `end`. */
  readonly ended: boolean;
}

/** Reads a reply of (long) polling; its phase becomes a heartbeat behind the events. */
export function decodeEventPage(value: unknown): EventPage {
  const fields = record(value, "events");
  const frames = array(fields.events, "events").flatMap((each) => {
    const entry = record(each, "event");
    const id = typeof entry.id === "string" ? entry.id : null;
    return decodeFrame(id, entry.event, entry.data) ?? [];
  });
  if (fields.phase !== null && fields.phase !== undefined) {
    frames.push({ cursor: null, event: { kind: "heartbeat", data: decodeHeartbeat(fields) } });
  }
  const { cursor } = fields;
  return {
    frames,
    cursor: cursor === null ? null : string(cursor, "cursor"),
    ended: boolean(fields.ended, "ended"),
  };
}

/** Reads the reply to asking in JSON. */
export function decodeAsked(value: unknown): Asked {
  const fields = record(value, "asked");
  return {
    conversation: decodeSummary(fields.conversation),
    question: decodeQuestion(fields.question),
    answer: decodeAnswer(fields.answer),
  };
}
