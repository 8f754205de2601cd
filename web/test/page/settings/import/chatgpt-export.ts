/** A conversation as ChatGPT's export has it, with all that stands between questions and answers. */

import type { ChatGptConversation } from "../../../../src/page/settings/import/chatgpt.ts";

interface Said {
  readonly role?: string;
  readonly text?: string;
  readonly content?: unknown;
  readonly recipient?: string;
  readonly metadata?: object;
}

function node(id: string, parent: string | null, children: readonly string[], said?: Said) {
  const message =
    said === undefined
      ? null
      : {
          id,
          author: { role: said.role ?? "user", name: null, metadata: {} },
          create_time: 1_700_000_000.5 + id.length,
          update_time: null,
          content: said.content ?? { content_type: "text", parts: [said.text ?? ""] },
          status: "finished_successfully",
          end_turn: true,
          weight: 1,
          metadata: said.metadata ?? {},
          recipient: said.recipient ?? "all",
          channel: null,
        };
  return [id, { id, message, parent, children }] as const;
}

const gpt = { model_slug: "gpt-4o" };

/**
 * Two wordings of the first question; the second was searched for on the web, thought about, and
 * answered in two messages; the last question was not answered.
 */
export const EXPORTED = {
  title: "Rapids & fords",
  create_time: 1_700_000_000.25,
  update_time: 1_700_000_900,
  moderation_results: [],
  current_node: "answer-2b",
  conversation_id: "6543210f-aaaa-4bbb-8ccc-1234567890ab",
  id: "6543210f-aaaa-4bbb-8ccc-1234567890ab",
  default_model_slug: "auto",
  mapping: Object.fromEntries([
    node("root", null, ["system"]),
    node("system", "root", ["hidden"], {
      role: "system",
      metadata: { is_visually_hidden_from_conversation: true },
    }),
    node("hidden", "system", ["question-1", "question-2"], {
      content: { content_type: "user_editable_context", user_profile: "x" },
    }),
    node("question-1", "hidden", ["answer-1"], { text: "What is a ford?" }),
    node("answer-1", "question-1", [], {
      role: "assistant",
      text: "A shallow place.",
      metadata: gpt,
    }),
    node("question-2", "hidden", ["call"], {
      content: {
        content_type: "multimodal_text",
        parts: [{ content_type: "image_asset_pointer", asset_pointer: "file://1" }, "여울이란?"],
      },
    }),
    node("call", "question-2", ["result"], {
      role: "assistant",
      content: { content_type: "code", language: "unknown", text: 'search("여울")' },
      recipient: "web",
    }),
    node("result", "call", ["thoughts"], {
      role: "tool",
      content: { content_type: "execution_output", text: "…" },
    }),
    node("thoughts", "result", ["answer-2a"], {
      role: "assistant",
      content: { content_type: "thoughts", thoughts: [{ summary: "Rivers", content: "Hm." }] },
    }),
    node("answer-2a", "thoughts", ["answer-2b"], {
      role: "assistant",
      text: "물살이 빠른 곳\ue200cite\ue202turn0search0\ue201.",
      metadata: gpt,
    }),
    node("answer-2b", "answer-2a", ["question-3"], {
      role: "assistant",
      text: "A rapid.",
      metadata: { model_slug: "o3" },
    }),
    node("question-3", "answer-2b", [], { text: "Are you there?" }),
  ]),
} satisfies Record<string, unknown> as unknown as ChatGptConversation;
