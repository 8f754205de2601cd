/** Conversations as files: Markdown for people, JSON for programs. Pure. */

import type { ConversationReply } from "../../protocol/index.ts";
import { branchOf } from "../conversation/tree.ts";

/** The branch that is read, with a heading for each message. */
export function conversationMarkdown(
  conversation: Pick<ConversationReply, "title" | "leaf_id" | "messages">,
  names: { readonly question: string; readonly answer: string },
): string {
  const parts = branchOf(conversation.messages, conversation.leaf_id).map(({ message }) => {
    const heading = message.role === "user" ? names.question : `${names.answer} (${message.model})`;
    return `## ${heading}\n\n${message.text.trim()}\n`;
  });
  const title = conversation.title.replace(/\s+/g, " ").trim();
  return [`# ${title}\n`, ...parts].join("\n");
}

/** Whole conversations, all branches, as the API gives them. */
export function conversationsJson(conversations: readonly ConversationReply[]): string {
  return `${JSON.stringify({ format: "yeoul-conversations", version: 1, conversations }, null, 2)}\n`;
}

/** A name for a file: the title without what file systems do not like. */
export function exportFileName(title: string, extension: string): string {
  const clean = title
    .normalize("NFC")
    .replace(/[\p{Cc}<>:"/\\|?*]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 60)
    .replace(/[. ]+$/, "");
  return `${clean === "" ? "conversation" : clean}.${extension}`;
}
