/** What the stream of `GET /api/changes` tells: that something of the reader's was changed. */

import type { components } from "./api.gen.ts";
import { type Allowed, isOneOf, orNull, readFields, readString } from "./json.ts";

type ChangeKind = components["schemas"]["ChangeData"]["what"];

const KINDS: Allowed<ChangeKind> = {
  created: true,
  changed: true,
  deleted: true,
  restored: true,
  asked: true,
  continued: true,
  ended: true,
  models: true,
  downloads: true,
  assistants: true,
  missed: true,
};

export interface Change {
  /** `missed`: anything may have changed. */
  readonly what: ChangeKind;
  readonly conversationId: string | null;
  readonly answerId: string | null;
}

export const MISSED: Change = { what: "missed", conversationId: null, answerId: null };

/** Reads a change; one of a kind that only a later server knows may be anything. */
export function decodeChange(value: unknown): Change {
  const { what, conversation_id, answer_id } = readFields(value, "change");
  if (!isOneOf(KINDS, what)) return MISSED;
  return {
    what,
    conversationId: orNull(readString, conversation_id, "conversation_id"),
    answerId: orNull(readString, answer_id, "answer_id"),
  };
}
