/**
 * What a follower receives: the events of the log, each with its cursor, and the heartbeat between
 * them. Everything from the wire passes `decodeFrame`, which checks it. A kind that only a later
 * server knows is passed over; if it is an entry of the log, its place still counts.
 */

import type { components } from "./api.gen.ts";
import { assertNever } from "./assert-never.ts";
import { type Cursor, parseCursor } from "./cursor.ts";
import {
  array,
  DecodeError,
  intOrNull,
  numberOrNull,
  oneOf,
  record,
  recordOrNull,
  string,
  stringOrNull,
} from "./json.ts";
import type { AnswerError, EndReason, Timings, Usage } from "./messages.ts";

type Schemas = components["schemas"];

export type StartedData = Schemas["StartedData"];
export type EndData = Schemas["EndData"];
export type HeartbeatData = Schemas["HeartbeatData"];

/**
 * A piece of a call that the model makes: what it tells is new, or goes on what came before; its
 * `arguments` are to be added to the JSON of the arguments. Also all pieces of a call, joined.
 */
export type ToolCallData = Schemas["ToolCallData"];

/** An entry of the log. */
export type AnswerEvent =
  | { readonly kind: "started"; readonly data: StartedData }
  | { readonly kind: "delta"; readonly data: Schemas["TextData"] }
  | { readonly kind: "reasoning"; readonly data: Schemas["TextData"] }
  | { readonly kind: "tool_call"; readonly data: ToolCallData }
  | { readonly kind: "reset"; readonly data: Schemas["ResetData"] }
  | { readonly kind: "end"; readonly data: EndData }
  | { readonly kind: "unknown"; readonly data: null };

export type Frame =
  | { readonly cursor: Cursor; readonly event: AnswerEvent }
  | { readonly cursor: null; readonly event: { kind: "heartbeat"; data: HeartbeatData } };

const PHASES = ["queued", "connecting", "thinking", "generating"] as const;
const TERMINAL = ["finished", "stopped", "failed", "interrupted"] as const;
const REASONS = [
  "stop",
  "length",
  "content_filter",
  "tool_calls",
  "stopped",
  "error",
  "interrupted",
] as const satisfies readonly EndReason[];
const KINDS = ["started", "delta", "reasoning", "tool_call", "reset", "end"] as const;

/**
 * Reads one frame; null if it is of a kind that is not known, and no entry of the log.
 *
 * @param id the frame's `id`, if it has one
 * @param kind the frame's `event`
 * @param data the frame's `data`, parsed from JSON
 * @throws DecodeError if anything is missing or of another type
 */
export function decodeFrame(
  id: string | undefined | null,
  kind: unknown,
  data: unknown,
): Frame | null {
  if (kind === "heartbeat") {
    return { cursor: null, event: { kind, data: decodeHeartbeat(record(data, "data")) } };
  }
  const known = KINDS.find((each) => each === kind);
  const cursor = parseCursor(id ?? "");
  if (cursor === null) {
    if (known === undefined && (id ?? "") === "") return null;
    throw new DecodeError(`event ${kind} has no valid id`);
  }
  if (known === undefined) return { cursor, event: { kind: "unknown", data: null } };
  return { cursor, event: decodeEvent(known, record(data, "data")) };
}

function decodeEvent(kind: (typeof KINDS)[number], fields: Record<string, unknown>): AnswerEvent {
  switch (kind) {
    case "started":
      return { kind, data: decodeStarted(fields) };
    case "delta":
    case "reasoning":
      return { kind, data: { text: string(fields.text, "text") } };
    case "tool_call":
      return { kind, data: decodeToolCall(fields) };
    case "reset":
      return {
        kind,
        data: {
          text: string(fields.text, "text"),
          reasoning: string(fields.reasoning, "reasoning"),
          tool_calls: decodeToolCalls(fields.tool_calls),
        },
      };
    case "end":
      return { kind, data: decodeEnd(fields) };
    default:
      return assertNever(kind);
  }
}

function decodeStarted(fields: Record<string, unknown>): StartedData {
  return {
    answer_id: string(fields.answer_id, "answer_id"),
    conversation_id: string(fields.conversation_id, "conversation_id"),
    question_id: string(fields.question_id, "question_id"),
    model: string(fields.model, "model"),
    created_at: string(fields.created_at, "created_at"),
  };
}

/** Whole calls; the field is left out where there are none. */
function decodeToolCalls(calls: unknown): ToolCallData[] {
  if (calls === undefined) return [];
  return array(calls, "tool_calls").map((call) => decodeToolCall(record(call, "tool_calls")));
}

function decodeToolCall(fields: Record<string, unknown>): ToolCallData {
  const index = intOrNull(fields.index, "index");
  if (index === null || index < 0) throw new DecodeError("index is not a place");
  return {
    index,
    id: stringOrNull(fields.id, "id"),
    name: stringOrNull(fields.name, "name"),
    arguments: stringOrNull(fields.arguments, "arguments"),
  };
}

export function decodeHeartbeat(fields: Record<string, unknown>): HeartbeatData {
  return {
    phase: oneOf(PHASES, fields.phase, "phase"),
    queue_position: intOrNull(fields.queue_position, "queue_position"),
  };
}

function decodeEnd(fields: Record<string, unknown>): EndData {
  return {
    status: oneOf(TERMINAL, fields.status, "status"),
    reason: oneOf(REASONS, fields.reason, "reason"),
    error: decodeError(recordOrNull(fields.error, "error")),
    usage: decodeUsage(recordOrNull(fields.usage, "usage")),
    timings: decodeTimings(recordOrNull(fields.timings, "timings")),
    sha256: string(fields.sha256, "sha256"),
    omitted_messages: intOrNull(fields.omitted_messages, "omitted_messages") ?? 0,
  };
}

function decodeError(fields: Record<string, unknown> | null): AnswerError | null {
  if (fields === null) return null;
  return {
    code: string(fields.code, "code"),
    title: string(fields.title, "title"),
    detail: string(fields.detail, "detail"),
    retryable: fields.retryable === true,
  };
}

function decodeUsage(fields: Record<string, unknown> | null): Usage | null {
  if (fields === null) return null;
  return {
    prompt_tokens: intOrNull(fields.prompt_tokens, "prompt_tokens") ?? 0,
    completion_tokens: intOrNull(fields.completion_tokens, "completion_tokens") ?? 0,
  };
}

function decodeTimings(fields: Record<string, unknown> | null): Timings | null {
  if (fields === null) return null;
  return {
    queued_ms: intOrNull(fields.queued_ms, "queued_ms") ?? 0,
    first_token_ms: intOrNull(fields.first_token_ms, "first_token_ms"),
    total_ms: intOrNull(fields.total_ms, "total_ms") ?? 0,
    tokens_per_s: numberOrNull(fields.tokens_per_s, "tokens_per_s"),
    thinking_ms: intOrNull(fields.thinking_ms, "thinking_ms"),
  };
}
