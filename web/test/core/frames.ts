/** Frames for tests, short to write. */

import {
  type CandidatesData,
  type Cursor,
  decodeFrame,
  type EndData,
  type Frame,
  type Phase,
  parseCursor,
} from "../../src/protocol/index.ts";

/** Something received that has so many bytes. */
export function sized(bytes: number): string {
  return "x".repeat(bytes);
}

export function at(id: string): Cursor {
  const cursor = parseCursor(id);
  if (cursor === null) throw new Error(`not a cursor: ${id}`);
  return cursor;
}

export function started(id = "1-1", answerId = "a1", questionId = "q1"): Frame {
  const data = {
    answer_id: answerId,
    conversation_id: "c1",
    question_id: questionId,
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
  };
  return { cursor: at(id), event: { kind: "started", data } };
}

export function delta(id: string, text: string): Frame {
  return { cursor: at(id), event: { kind: "delta", data: { text } } };
}

export function thought(id: string, text: string): Frame {
  return { cursor: at(id), event: { kind: "reasoning", data: { text } } };
}

export function reset(
  id: string,
  text: string,
  reasoning = "",
  told: CandidatesData[] = [],
): Frame {
  const candidates = told.length > 0 ? { candidates: told } : {};
  return { cursor: at(id), event: { kind: "reset", data: { text, reasoning, ...candidates } } };
}

export function candidates(id: string, data: CandidatesData): Frame {
  return { cursor: at(id), event: { kind: "candidates", data } };
}

export function end(id: string, fields: Partial<EndData> = {}): Frame {
  const data: EndData = {
    status: "finished",
    reason: "stop",
    error: null,
    usage: null,
    timings: null,
    sha256: "",
    omitted_messages: 0,
    ...fields,
  };
  return { cursor: at(id), event: { kind: "end", data } };
}

/** An entry of a kind that only a later server knows. */
export function unknown(id: string): Frame {
  return { cursor: at(id), event: { kind: "unknown", data: null } };
}

export function heartbeat(phase: Phase, position: number | null = null): Frame {
  return { cursor: null, event: { kind: "heartbeat", data: { phase, queue_position: position } } };
}

/** A piece of a call, as the wire has it: what is not told is left out. */
export function toolCall(id: string, data: Record<string, unknown>): Frame {
  const frame = decodeFrame(id, "tool_call", data);
  if (frame === null) throw new Error(`not an entry: ${id}`);
  return frame;
}
