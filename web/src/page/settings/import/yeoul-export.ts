/** Conversations of Yeoul's own export, without what only an answer needs that grows here. Pure. */

import type {
  Attachment,
  CandidatesData,
  ConversationReply,
  ConversationToImport,
  Message,
  MessageToImport,
} from "../../../protocol/index.ts";

/** Characters of the candidates of one answer that an import takes along. */
const MAX_TOLD = 1_000_000;

/** An answer as an export has it: with its candidates, if it was asked for some. */
type Exported = Extract<Message, { role: "assistant" }> & {
  readonly token_candidates?: CandidatesData[];
};

export function isYeoul(value: object): value is ConversationReply {
  return Array.isArray((value as { messages?: unknown }).messages);
}

/** `idsOf` gives the ids that the pictures of a question have here. null: it has no messages. */
export function fromYeoul(
  given: ConversationReply,
  idsOf: (attachments: readonly Attachment[]) => string[],
): ConversationToImport | null {
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
    assistant: begunWith(given),
    messages: given.messages.map((message) => messageOf(message, idsOf)),
  };
}

/** What a later server says besides is left out: an import takes no more than this one knows. */
function begunWith({
  assistant,
}: ConversationReply): NonNullable<ConversationToImport["assistant"]> | null {
  if (assistant == null) return null;
  const { id, name, missing_model = null } = assistant;
  return { id, name, missing_model };
}

function messageOf(
  message: Message,
  idsOf: (attachments: readonly Attachment[]) => string[],
): MessageToImport {
  const { id, parent_id, role, text, created_at } = message;
  const said = { id, parent_id, text, created_at };
  if (message.role === "user") {
    const attachments = idsOf(message.attachments ?? []);
    return { ...said, role, ...(attachments.length > 0 ? { attachments } : {}) };
  }
  const { status, model, reasoning = null, tool_calls = null, candidates = 0 } = message;
  const { token_candidates = [] }: Exported = message;
  const ended = status === "finished" || status === "stopped" ? status : "interrupted";
  // A request takes no more than 5 MiB: without those of a very long answer, its text still comes.
  const fits = candidates > 0 && JSON.stringify(token_candidates).length <= MAX_TOLD;
  const told = candidates > 0 ? { candidates, ...(fits ? { token_candidates } : {}) } : {};
  return { ...said, role, model, reasoning, tool_calls, status: ended, ...told };
}
