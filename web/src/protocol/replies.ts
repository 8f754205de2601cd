/** Checks of the JSON replies; each throws `DecodeError` if the reply is not what is expected. */

import { decodeEntry, decodeHeartbeat, type Frame } from "./events.ts";
import {
  type Allowed,
  orNull,
  readBoolean,
  readCount,
  readFields,
  readInteger,
  readList,
  readOneOf,
  readString,
} from "./json.ts";
import type {
  Answer,
  ConversationListReply,
  ConversationReply,
  ConversationSummary,
  ImportedItem,
  Message,
  Model,
  ModelList,
  Question,
  Status,
  StorageReply,
} from "./shapes.ts";

const STATUSES: Allowed<Status> = {
  queued: true,
  generating: true,
  finished: true,
  stopped: true,
  failed: true,
  interrupted: true,
};
const FILE_CONTENTS: Allowed<StorageReply["files"][number]["holds"]> = {
  conversations: true,
  events: true,
};

/** What a message may be, with the decoder of each. */
const MESSAGES: Readonly<Record<Message["role"], (value: unknown) => Message>> = {
  user: decodeQuestion,
  assistant: decodeAnswer,
};

/**
 * What is checked is what the client relies on to stay whole: ids, texts, statuses. The figures
 * inside are shown only if they are there, so they pass as they are.
 */
export function decodeAnswer(value: unknown): Answer {
  const fields = readFields(value, "answer");
  readString(fields.id, "id");
  readString(fields.conversation_id, "conversation_id");
  readString(fields.parent_id, "parent_id");
  readString(fields.text, "text");
  readString(fields.model, "model");
  readString(fields.created_at, "created_at");
  readOneOf(STATUSES, fields.status, "status");
  return fields as Answer;
}

/** Reads the reply to Stop; null if there is no answer yet, and its question will be stopped. */
export function decodeStopped(value: unknown): Answer | null {
  const fields = readFields(value, "answer");
  return fields.role === undefined && fields.status === "stopped" ? null : decodeAnswer(value);
}

function decodeQuestion(value: unknown): Question {
  const fields = readFields(value, "question");
  readString(fields.id, "id");
  readString(fields.conversation_id, "conversation_id");
  if (fields.parent_id !== null) readString(fields.parent_id, "parent_id");
  readString(fields.text, "text");
  readString(fields.created_at, "created_at");
  return fields as Question;
}

function decodeMessage(value: unknown): Message {
  return MESSAGES[readOneOf(MESSAGES, readFields(value, "message").role, "role")](value);
}

export function decodeSummary(value: unknown): ConversationSummary {
  const fields = readFields(value, "conversation");
  readString(fields.id, "id");
  readString(fields.title, "title");
  readString(fields.updated_at, "updated_at");
  if (fields.leaf_id !== null) readString(fields.leaf_id, "leaf_id");
  return fields as ConversationSummary;
}

export function decodeConversation(value: unknown): ConversationReply {
  const messages = readList(readFields(value, "conversation").messages, "messages").map(
    decodeMessage,
  );
  return { ...decodeSummary(value), messages };
}

export function decodeConversationList(value: unknown): ConversationListReply {
  const fields = readFields(value, "conversations");
  return {
    conversations: readList(fields.conversations, "conversations").map(decodeSummary),
    next_cursor: orNull(readString, fields.next_cursor, "next_cursor"),
  };
}

export function decodeImported(value: unknown): readonly ImportedItem[] {
  const results = readList(readFields(value, "imported").results, "results");
  return results.map((each) => readFields(each, "result") as ImportedItem);
}

export function decodeModelList(value: unknown): ModelList {
  return { models: readList(readFields(value, "models").models, "models").map(decodeModel) };
}

function readStrings(value: unknown, field: string): string[] {
  return readList(value, field).map((each) => readString(each, field));
}

function decodeModel(value: unknown): Model {
  const fields = readFields(value, "model");
  return {
    id: readString(fields.id, "id"),
    provider: readString(fields.provider, "provider"),
    title: readString(fields.title, "title"),
    default: readBoolean(fields.default, "default"),
    context_length: orNull(readInteger, fields.context_length, "context_length"),
    languages: orNull(readStrings, fields.languages, "languages"),
    size_bytes: orNull(readInteger, fields.size_bytes, "size_bytes"),
    note: orNull(readString, fields.note, "note"),
    images: orNull(readBoolean, fields.images, "images"),
    thinks: orNull(readBoolean, fields.thinks, "thinks"),
    continues: fields.continues === true,
    candidates: orNull(readBoolean, fields.candidates, "candidates"),
  };
}

export function decodeStorage(value: unknown): StorageReply {
  const fields = readFields(value, "storage");
  return {
    conversations: readCount(fields.conversations, "conversations"),
    deleted_conversations: readCount(fields.deleted_conversations, "deleted_conversations"),
    files: readList(fields.files, "files").map((each) => {
      const file = readFields(each, "file");
      const holds = readOneOf(FILE_CONTENTS, file.holds, "holds");
      return { name: readString(file.name, "name"), holds, bytes: readCount(file.bytes, "bytes") };
    }),
  };
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
  const fields = readFields(value, "events");
  const frames = readList(fields.events, "events").flatMap((each) => decodeEntry(each) ?? []);
  if (fields.phase !== null && fields.phase !== undefined) {
    frames.push({ cursor: null, event: { kind: "heartbeat", data: decodeHeartbeat(fields) } });
  }
  return {
    frames,
    cursor: fields.cursor === null ? null : readString(fields.cursor, "cursor"),
    ended: readBoolean(fields.ended, "ended"),
  };
}

/** Reads the answer in the reply to asking in JSON; what it answers is known to those who asked. */
export function decodeAsked(value: unknown): Answer {
  return decodeAnswer(readFields(value, "asked").answer);
}
