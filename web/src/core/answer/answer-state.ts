/**
 * What is known of one answer, as a pure fold over its frames.
 *
 * Guarantees: a frame that was seen before changes nothing; a missing frame is never skipped over
 * (`GapError`); after `reset` the state is exactly what it says; after `end` only a new epoch, or a
 * reset, changes it. Folding a snapshot's rest over the snapshot gives the same as folding all.
 */

import {
  type Answer,
  type AnswerError,
  type AnswerEvent,
  assertNever,
  type CandidatesData,
  type Cursor,
  compareCursors,
  type EndReason,
  type Frame,
  formatCursor,
  isSettled,
  type Phase,
  parseCursor,
  type SentQuestion,
  type Status,
  type Timings,
  type Usage,
} from "../../protocol/index.ts";
import { type Part, partsOf, type WholeContent, withCall, withPart } from "./parts.ts";

/** The candidates that have come, the latest first: adding some leaves what was there as it is. */
export interface Told {
  readonly latest: CandidatesData;
  readonly before: Told | null;
}

export interface AnswerState {
  /** Known from the first moment on; "" where there is nothing but events. */
  readonly id: string;
  /** null where only the answer's id was known, until the first event. */
  readonly conversationId: string | null;
  /** As `conversationId`. */
  readonly questionId: string | null;
  readonly model: string;
  readonly createdAt: string;
  readonly status: Status;
  readonly phase: Phase | null;
  readonly queuePosition: number | null;
  /** What the answer consists of: thinking, text, and the calls that the model makes. */
  readonly parts: readonly Part[];
  /** The text of the parts. */
  readonly text: string;
  /** Grows when the text is replaced; while it stays the same, the text was only added to. */
  readonly revision: number;
  /** What the model thought, of the parts. */
  readonly reasoning: string;
  readonly cursor: Cursor | null;
  readonly reason: EndReason | null;
  readonly error: AnswerError | null;
  readonly usage: Usage | null;
  readonly timings: Timings | null;
  /** Oldest messages that the model was not given: they did not fit its context window. */
  readonly omittedMessages: number;
  /** What a person should know of the end: `no_candidates` came, though some were asked for. */
  readonly notice: "no_candidates" | null;
  /** How many candidates of each token were asked for, as far as that is known. */
  readonly candidates: number;
  /** Those that have come; a state that began with a snapshot lacks those of the text in it. */
  readonly told: Told | null;
  /** Whether the log's `end` of the current epoch has been reached. */
  readonly ended: boolean;
}

/** Frames are missing between the cursor and the frame that came: follow again from the cursor. */
export class GapError extends Error {
  override readonly name = "GapError";
}

/** An answer of which nothing has come, with what is known of it. */
export function blankState(
  known: Partial<
    Pick<AnswerState, "id" | "conversationId" | "questionId" | "model" | "createdAt" | "candidates">
  > = {},
): AnswerState {
  return {
    id: "",
    conversationId: null,
    questionId: null,
    model: "",
    createdAt: "",
    status: "queued",
    phase: "connecting",
    queuePosition: null,
    ...contentOf({ text: "" }),
    cursor: null,
    reason: null,
    error: null,
    usage: null,
    timings: null,
    omittedMessages: 0,
    notice: null,
    candidates: 0,
    told: null,
    ended: false,
    ...known,
  };
}

/** The answer to a question that is sent now, with what is known of it from the first moment on. */
export function sentState(sent: SentQuestion): AnswerState {
  const { ids, conversation_id, question_id, model, candidates } = sent;
  return blankState({
    id: ids.answer,
    conversationId: ids.conversation ?? conversation_id ?? null,
    questionId: ids.question ?? question_id ?? null,
    model: model ?? "",
    candidates: candidates ?? 0,
    createdAt: new Date().toISOString(),
  });
}

type Content = Pick<AnswerState, "text" | "reasoning" | "revision" | "parts">;

/** The content of a state; `whole` is all of it. */
export function contentOf(whole: WholeContent, revision = 0): Content {
  const { text, reasoning } = whole;
  return { text, reasoning: reasoning ?? "", revision, parts: partsOf(whole, revision) };
}

/** The state a snapshot describes. */
export function snapshotState(answer: Answer): AnswerState {
  const settled = isSettled(answer.status);
  return {
    ...blankState(),
    id: answer.id,
    conversationId: answer.conversation_id,
    questionId: answer.parent_id,
    model: answer.model,
    createdAt: answer.created_at,
    status: answer.status,
    phase: settled ? null : answer.status === "queued" ? "queued" : "generating",
    ...contentOf(answer),
    cursor: parseCursor(answer.cursor ?? ""),
    reason: answer.reason ?? null,
    error: answer.error ?? null,
    usage: answer.usage ?? null,
    timings: answer.timings ?? null,
    omittedMessages: answer.omitted_messages ?? 0,
    notice: answer.notice ?? null,
    candidates: answer.candidates ?? 0,
    ended: settled,
  };
}

/** Returns the state after `frame`; the same object if it changes nothing. */
export function applyFrame(state: AnswerState, frame: Frame): AnswerState {
  if (frame.cursor === null) {
    const { phase, queue_position: position } = frame.event.data;
    if (state.ended) return state;
    return { ...state, phase, queuePosition: position ?? null };
  }
  const { cursor, event } = frame;
  // A reset tells where the reader is from now on, also if that is further back.
  if (event.kind !== "reset") {
    const { cursor: at } = state;
    if (at !== null && compareCursors(cursor, at) <= 0) return state;
    if (!follows(at, cursor)) {
      throw new GapError(
        `${formatCursor(cursor)} after ${at === null ? "nothing" : formatCursor(at)}`,
      );
    }
  }
  return applyEvent({ ...state, cursor }, event, state.cursor === null);
}

function follows(at: Cursor | null, next: Cursor): boolean {
  if (at === null || next.epoch > at.epoch) return next.seq === 1;
  return next.seq === at.seq + 1;
}

function applyEvent(state: AnswerState, event: AnswerEvent, first: boolean): AnswerState {
  switch (event.kind) {
    case "started":
      return {
        ...state,
        id: event.data.answer_id,
        conversationId: event.data.conversation_id,
        questionId: event.data.question_id,
        model: event.data.model,
        createdAt: event.data.created_at,
        ...running("queued"),
        phase: state.phase ?? "queued",
        // The first event that is read tells the answer from its start; that of a later epoch
        // goes on from what is there.
        ...(first ? { ...contentOf({ text: "" }, state.revision + 1), told: null } : {}),
      };
    case "delta": {
      const text = state.text + event.data.text;
      const parts = withPart(state.parts, { kind: "text", text, revision: state.revision });
      return { ...state, ...generating(state), text, parts };
    }
    case "reasoning": {
      const text = state.reasoning + event.data.text;
      const parts = withPart(state.parts, { kind: "reasoning", text, revision: state.revision });
      return { ...state, ...generating(state), phase: "thinking", reasoning: text, parts };
    }
    case "tool_call": {
      const parts = withCall(state.parts, event.data, state.revision);
      return { ...state, ...generating(state), parts };
    }
    case "candidates":
      return { ...state, told: { latest: event.data, before: state.told } };
    case "reset": {
      const { text, tool_calls: calls = [], candidates = [] } = event.data;
      return {
        ...state,
        ...running(text === "" && calls.length === 0 ? "queued" : "generating"),
        phase: state.phase ?? "connecting",
        ...contentOf(event.data, state.revision + 1),
        told: candidates.reduce<Told | null>((before, latest) => ({ latest, before }), null),
      };
    }
    case "end":
      return {
        ...state,
        status: event.data.status,
        phase: null,
        queuePosition: null,
        reason: event.data.reason,
        error: event.data.error,
        usage: event.data.usage,
        timings: event.data.timings,
        omittedMessages: event.data.omitted_messages,
        notice: event.data.notice ?? null,
        ended: true,
      };
    case "unknown":
      return state;
    default:
      return assertNever(event);
  }
}

const RUNNING = {
  queuePosition: null,
  reason: null,
  error: null,
  usage: null,
  timings: null,
  omittedMessages: 0,
  notice: null,
  ended: false,
} as const;

function running(status: Status): Pick<AnswerState, "status" | keyof typeof RUNNING> {
  return { ...RUNNING, status };
}

function generating(state: AnswerState): Pick<AnswerState, "status" | "phase" | "queuePosition"> {
  const { ended } = state;
  return { status: ended ? state.status : "generating", phase: "generating", queuePosition: null };
}
