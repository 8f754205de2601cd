/**
 * Everything gets its id where it is made: a question and its answer have theirs from their first
 * paint, before the server has heard of them.
 */

import type { AskRequest, NewIds, SentQuestion } from "../protocol/index.ts";

/** 128 random bits in hex. Works without a secure context as well. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The question as it is sent: with an id for each thing that it makes, or the ids that it has. */
export function withIds(question: AskRequest): SentQuestion {
  // `newIds` makes the ids that this form of a question may have.
  return { ...question, ids: question.ids ?? newIds(question) } as SentQuestion;
}

function newIds({ conversation_id, question_id }: AskRequest): NewIds {
  if (question_id != null) return { answer: newId() };
  const ids = { question: newId(), answer: newId() };
  return conversation_id == null ? { conversation: newId(), ...ids } : ids;
}
