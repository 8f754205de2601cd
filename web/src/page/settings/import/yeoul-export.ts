/** Conversations of Yeoul's own export, without what only an answer needs that grows here. Pure. */

import type {
  ConversationReply,
  ConversationToImport,
  Message,
  MessageToImport,
} from "../../../protocol/index.ts";

export function isYeoul(value: object): value is ConversationReply {
  return Array.isArray((value as { messages?: unknown }).messages);
}

/** null: it has no messages. */
export function fromYeoul(given: ConversationReply): ConversationToImport | null {
  if (given.messages.length === 0) return null;
  return {
    id: given.id,
    title: given.title,
    created_at: given.created_at,
    updated_at: given.updated_at,
    leaf_id: given.leaf_id,
    system: given.system ?? null,
    model: given.model ?? null,
    parameters: given.parameters ?? null,
    pinned: given.pinned ?? false,
    messages: given.messages.map(messageOf),
  };
}

function messageOf(message: Message): MessageToImport {
  const { id, parent_id, role, text, created_at } = message;
  const said = { id, parent_id, text, created_at };
  if (message.role === "user") return { ...said, role };
  const { status, model, reasoning = null, tool_calls = null } = message;
  const ended = status === "finished" || status === "stopped" ? status : "interrupted";
  return { ...said, role, model, reasoning, tool_calls, status: ended };
}
