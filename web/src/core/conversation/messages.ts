/** The messages of a conversation: those made here, those that stream and those that are read. Pure. */

import type { Answer, AnswerError, ApiError, Message, Question } from "../../protocol/index.ts";
import type { AnswerState } from "../answer/answer-state.ts";
import { wholeOf } from "../answer/parts.ts";

/** A question that is on its way to the server. */
export function newQuestion(
  fields: Pick<Question, "id" | "conversation_id" | "parent_id" | "text" | "attachments">,
): Question {
  return { ...fields, role: "user", created_at: new Date().toISOString() };
}

/** The answer to it, of which `state` has all that is known before anything of it has come. */
export function newAnswer(state: AnswerState, questionId: string): Answer {
  return {
    id: state.id,
    conversation_id: state.conversationId ?? "",
    parent_id: questionId,
    role: "assistant",
    status: "queued",
    text: "",
    model: state.model,
    cursor: null,
    created_at: state.createdAt,
  };
}

/** A message of ours as the server has stored it; versions are in the order of its clock. */
export function arrivedMessage<M extends Message>(message: M, answer: AnswerState): M {
  return {
    ...message,
    conversation_id: answer.conversationId ?? message.conversation_id,
    created_at: answer.createdAt,
    ...(message.role === "assistant" ? { model: answer.model } : {}),
  };
}

/**
 * An answer as its stream has it, growing or ended; a question stays as it is.
 *
 * @param refusal why the server stopped serving it; null if it did not
 */
export function streamedMessage(
  message: Message,
  state: AnswerState,
  refusal: ApiError | null = null,
): Message {
  if (message.role !== "assistant") return message;
  const whole = wholeOf(state);
  return {
    ...arrivedMessage(message, state),
    ...whole,
    reasoning: whole.reasoning === "" ? null : whole.reasoning,
    status: refusal === null ? state.status : "interrupted",
    reason: state.reason,
    error: state.error ?? (refusal === null ? null : refusalError(refusal)),
    usage: state.usage,
    timings: state.timings,
    omitted_messages: state.omittedMessages,
    notice: state.notice,
    candidates: state.candidates,
  };
}

/**
 * The messages of a reply, each replaced by ours where ours is newer. Messages that the reply lacks
 * stay if they are newer or growing, together with all their ancestors.
 */
export function mergeMessages(
  reply: readonly Message[],
  own: readonly Message[],
  isNewer: (id: string) => boolean,
  growing: ReadonlySet<string>,
): readonly Message[] {
  const known = new Set(reply.map((message) => message.id));
  const ours = new Map(own.map((message) => [message.id, message]));
  const kept = new Set<string>();
  for (const { id } of own) {
    if (!isNewer(id) && !growing.has(id)) continue;
    let at = ours.get(id);
    while (at !== undefined && !known.has(at.id) && !kept.has(at.id)) {
      kept.add(at.id);
      at = ours.get(at.parent_id ?? "");
    }
  }
  const shown = reply.map((each) => (isNewer(each.id) ? (ours.get(each.id) ?? each) : each));
  return [...shown, ...own.filter(({ id }) => kept.has(id))];
}

function refusalError(refusal: ApiError): AnswerError {
  return { code: refusal.code, title: "", detail: refusal.message, retryable: refusal.retryable };
}
