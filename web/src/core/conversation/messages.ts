/** How the messages that are made here, those that stream and those that are read come together. Pure. */

import type { Answer, AnswerError, ApiError, Message, Question } from "../../protocol/index.ts";
import type { AnswerState } from "../answer/answer-state.ts";

/** A question that is on its way to the server. */
export function newQuestion(id: string, parentId: string | null, text: string): Question {
  return { ...newMessage(id), parent_id: parentId, role: "user", text };
}

/** The answer to it, before anything is known of it. */
export function newAnswer(id: string, questionId: string, model: string): Answer {
  const empty = { role: "assistant", status: "queued", text: "", cursor: null } as const;
  return { ...newMessage(id), parent_id: questionId, ...empty, model };
}

const newMessage = (id: string) => ({
  id,
  conversation_id: "",
  created_at: new Date().toISOString(),
});

/** A message of ours as the server has stored it; versions are in the order of its clock. */
export function arrivedMessage<M extends Message>(message: M, answer: AnswerState): M {
  const { conversationId } = answer;
  // It is known to be there, and nothing of it has come.
  if (conversationId === null) return message;
  return {
    ...message,
    conversation_id: conversationId,
    created_at: answer.createdAt,
    ...(message.role === "assistant" ? { model: answer.model } : {}),
  };
}

/** The answer as its stream left it. `refusal`: the server stopped serving it. */
export function settledMessage(
  message: Message,
  state: AnswerState,
  refusal: ApiError | null,
): Message {
  if (message.role !== "assistant") return message;
  const error = state.error ?? (refusal === null ? null : refusalError(refusal));
  return {
    ...arrivedMessage(message, state),
    status: refusal === null ? state.status : "interrupted",
    text: state.text,
    reasoning: state.reasoning === "" ? null : state.reasoning,
    reason: state.reason ?? null,
    error,
    usage: state.usage,
    timings: state.timings,
    omitted_messages: state.omittedMessages,
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
  const told = reply.map((each) => (isNewer(each.id) ? (ours.get(each.id) ?? each) : each));
  return [...told, ...own.filter(({ id }) => kept.has(id))];
}

function refusalError(refusal: ApiError): AnswerError {
  return { code: refusal.code, title: "", detail: refusal.message, retryable: refusal.retryable };
}
