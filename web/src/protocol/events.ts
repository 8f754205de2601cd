/**
 * What a follower receives: the events of the log, each with its cursor, and the heartbeat between
 * them. Everything from the wire passes `decodeFrame`, which checks it. A kind that only a later
 * server knows is passed over; if it is an entry of the log, its place still counts.
 */

import type { components } from "./api.gen.ts";
import { type Cursor, parseCursor } from "./cursor.ts";
import {
  type Allowed,
  DecodeError,
  type Fields,
  isOneOf,
  orNull,
  readCount,
  readFields,
  readInteger,
  readList,
  readNumber,
  readOneOf,
  readString,
} from "./json.ts";
import type { AnswerError, EndReason, Phase, Timings, Usage } from "./shapes.ts";

type Schemas = components["schemas"];

export type StartedData = Schemas["StartedData"];
export type EndData = Schemas["EndData"];
export type HeartbeatData = Schemas["HeartbeatData"];
/** All that the answer says, in place of what came before. */
export type ResetData = Schemas["ResetData"];

/**
 * A piece of a call that the model makes: what it tells is new, or goes on what came before; its
 * `arguments` are to be added to the JSON of the arguments. Also all pieces of a call, joined.
 */
export type ToolCallData = Schemas["ToolCallData"];

/**
 * Neighbouring tokens of the text, each with what the model might have chosen instead, best first:
 * where the first begins in the text, and of each `[text, logprob, [[text, logprob], …]]`. Where
 * the candidates are not known, there are none, and the logarithm may be null.
 */
export type CandidatesData = Schemas["CandidatesData"];

/** An entry of the log. */
export type AnswerEvent =
  | { readonly kind: "started"; readonly data: StartedData }
  | { readonly kind: "delta"; readonly data: Schemas["TextData"] }
  | { readonly kind: "reasoning"; readonly data: Schemas["TextData"] }
  | { readonly kind: "tool_call"; readonly data: ToolCallData }
  | { readonly kind: "candidates"; readonly data: CandidatesData }
  | { readonly kind: "reset"; readonly data: ResetData }
  | { readonly kind: "end"; readonly data: EndData }
  | { readonly kind: "unknown"; readonly data: null };

export type Frame =
  | { readonly cursor: Cursor; readonly event: AnswerEvent }
  | { readonly cursor: null; readonly event: { kind: "heartbeat"; data: HeartbeatData } };

/** Every kind, and whether it carries what the model has just written. */
const CARRY_TOKENS: Readonly<Record<Frame["event"]["kind"], boolean>> = {
  started: false,
  delta: true,
  reasoning: true,
  tool_call: true,
  candidates: false,
  reset: false,
  end: false,
  unknown: false,
  heartbeat: false,
};

/** Whether an event carries what the model has just written: about one token. */
export function isToken({ event }: Frame): boolean {
  return CARRY_TOKENS[event.kind];
}

/** The kinds of entries that the server's description has. */
type Kind = Exclude<Schemas["EventEntry"]["event"], "heartbeat">;
type EventOf<K extends Kind> = Extract<AnswerEvent, { kind: K }>;

/** Every kind with the decoder of its data: a kind that the server adds is missed here. */
const DECODERS: { readonly [K in Kind]: (fields: Fields) => EventOf<K>["data"] } = {
  started: decodeStarted,
  delta: decodeText,
  reasoning: decodeText,
  tool_call: decodeToolCall,
  candidates: decodeCandidates,
  reset: decodeReset,
  end: decodeEnd,
};
const PHASES: Allowed<Phase> = {
  queued: true,
  connecting: true,
  loading: true,
  thinking: true,
  generating: true,
};
const END_STATUSES: Allowed<EndData["status"]> = {
  finished: true,
  stopped: true,
  failed: true,
  interrupted: true,
};
const END_REASONS: Allowed<EndReason> = {
  stop: true,
  length: true,
  repetition: true,
  content_filter: true,
  tool_calls: true,
  stopped: true,
  error: true,
  interrupted: true,
};

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
    return { cursor: null, event: { kind, data: decodeHeartbeat(readFields(data, "data")) } };
  }
  const known = isOneOf(DECODERS, kind);
  const cursor = parseCursor(id ?? "");
  if (cursor === null) {
    if (!known && (id ?? "") === "") return null;
    throw new DecodeError(`event ${kind} has no valid id`);
  }
  if (!known) return { cursor, event: { kind: "unknown", data: null } };
  return { cursor, event: decodeEvent(kind, readFields(data, "data")) };
}

/** Reads a frame as JSON carries it, `{"id","event","data"}`; null as `decodeFrame`. */
export function decodeEntry(value: unknown): Frame | null {
  const { id, event, data } = readFields(value, "event");
  return decodeFrame(typeof id === "string" ? id : null, event, data);
}

function decodeEvent<K extends Kind>(kind: K, fields: Fields): EventOf<K> {
  return { kind, data: DECODERS[kind](fields) } as EventOf<K>;
}

function decodeStarted(fields: Fields): StartedData {
  return {
    answer_id: readString(fields.answer_id, "answer_id"),
    conversation_id: readString(fields.conversation_id, "conversation_id"),
    question_id: readString(fields.question_id, "question_id"),
    model: readString(fields.model, "model"),
    created_at: readString(fields.created_at, "created_at"),
  };
}

function decodeText({ text }: Fields): Schemas["TextData"] {
  return { text: readString(text, "text") };
}

function decodeReset(fields: Fields): Required<ResetData> {
  const { text, reasoning, tool_calls: calls, candidates } = fields;
  return {
    text: readString(text, "text"),
    reasoning: readString(reasoning, "reasoning"),
    tool_calls: decodeToolCalls(calls),
    candidates: decodeAllCandidates(candidates),
  };
}

/** Those of a whole text, which are left out where there are none. */
export function decodeAllCandidates(all: unknown = []): CandidatesData[] {
  return readList(all, "candidates").map((each) =>
    decodeCandidates(readFields(each, "candidates")),
  );
}

type Candidate = CandidatesData["tokens"][number][2][number];

function decodeCandidates({ at, tokens }: Fields): CandidatesData {
  return {
    at: readInteger(at, "at"),
    tokens: readList(tokens, "tokens").map((token) => {
      const [text, logprob, others] = readList(token, "tokens");
      return [
        readString(text, "tokens"),
        orNull(readNumber, logprob, "tokens"),
        readList(others, "tokens").map((other) => {
          const [its, chance, ...raw] = readList(other, "tokens");
          const bytes = raw.map((each) =>
            readList(each, "tokens").map((byte) => readNumber(byte, "tokens")),
          );
          return [readString(its, "tokens"), readNumber(chance, "tokens"), ...bytes] as Candidate;
        }),
      ];
    }),
  };
}

/** Whole calls, which are left out where there are none. */
export function decodeToolCalls(calls: unknown = []): ToolCallData[] {
  return readList(calls, "tool_calls").map((call) =>
    decodeToolCall(readFields(call, "tool_calls")),
  );
}

function decodeToolCall(fields: Fields): ToolCallData {
  const index = readInteger(fields.index, "index");
  if (index < 0) throw new DecodeError("index is not a place");
  return {
    index,
    id: orNull(readString, fields.id, "id"),
    name: orNull(readString, fields.name, "name"),
    arguments: orNull(readString, fields.arguments, "arguments"),
  };
}

export function decodeHeartbeat(fields: Fields): HeartbeatData {
  return {
    phase: readOneOf(PHASES, fields.phase, "phase"),
    queue_position: orNull(readInteger, fields.queue_position, "queue_position"),
  };
}

function decodeEnd(fields: Fields): EndData {
  return {
    status: readOneOf(END_STATUSES, fields.status, "status"),
    reason: readOneOf(END_REASONS, fields.reason, "reason"),
    error: decodeError(orNull(readFields, fields.error, "error")),
    usage: decodeUsage(orNull(readFields, fields.usage, "usage")),
    timings: decodeTimings(orNull(readFields, fields.timings, "timings")),
    sha256: readString(fields.sha256, "sha256"),
    omitted_messages: readCount(fields.omitted_messages, "omitted_messages"),
    // A notice that only a later server knows is none here.
    notice: fields.notice === "no_candidates" ? fields.notice : null,
  };
}

function decodeError(fields: Fields | null): AnswerError | null {
  if (fields === null) return null;
  return {
    code: readString(fields.code, "code"),
    title: readString(fields.title, "title"),
    detail: readString(fields.detail, "detail"),
    retryable: fields.retryable === true,
  };
}

function decodeUsage(fields: Fields | null): Usage | null {
  if (fields === null) return null;
  return {
    prompt_tokens: readCount(fields.prompt_tokens, "prompt_tokens"),
    completion_tokens: readCount(fields.completion_tokens, "completion_tokens"),
  };
}

function decodeTimings(fields: Fields | null): Timings | null {
  if (fields === null) return null;
  return {
    queued_ms: readCount(fields.queued_ms, "queued_ms"),
    first_token_ms: orNull(readInteger, fields.first_token_ms, "first_token_ms"),
    total_ms: readCount(fields.total_ms, "total_ms"),
    tokens_per_s: orNull(readNumber, fields.tokens_per_s, "tokens_per_s"),
    thinking_ms: orNull(readInteger, fields.thinking_ms, "thinking_ms"),
  };
}
