/** Messages that the server has not named yet, and what becomes of them. Pure. */

import type { Answer, AnswerError, ApiError, Message, Question } from "../../protocol/index.ts";
import type { AnswerState } from "../answer/answer-state.ts";

export function pendingQuestion(key: string, parentId: string | null, text: string): Question {
  return {
    id: `pending-q-${key}`,
    conversation_id: "",
    parent_id: parentId,
    role: "user",
    text,
    created_at: new Date().toISOString(),
  };
}

export function pendingAnswer(key: string, questionId: string, model: string): Answer {
  return {
    id: `pending-a-${key}`,
    conversation_id: "",
    parent_id: questionId,
    role: "assistant",
    status: "queued",
    text: "",
    model,
    cursor: null,
    created_at: new Date().toISOString(),
  };
}

/** The message with the names that `started` brought; `names` maps a local id to the server's. */
export function renameMessage<M extends Message>(
  message: M,
  names: ReadonlyMap<string, string>,
  started: AnswerState,
): M {
  const id = names.get(message.id);
  const parentId = names.get(message.parent_id ?? "");
  if (id === undefined && parentId === undefined) return message;
  return {
    ...message,
    id: id ?? message.id,
    parent_id: parentId ?? message.parent_id,
    conversation_id: started.conversationId ?? message.conversation_id,
    created_at: id === undefined ? message.created_at : started.createdAt,
    ...(message.role === "assistant" ? { model: started.model } : {}),
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
    ...message,
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
