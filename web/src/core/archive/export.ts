/** Conversations as files: Markdown for people, JSON for programs. Pure. */

import type { Attachment, ConversationReply, Message, ToolCallData } from "../../protocol/index.ts";
import { readableArguments } from "../answer/call-arguments.ts";
import { branchOf } from "../conversation/tree.ts";

/** What stands above the messages, and above calls of tools. */
export interface FileNames {
  readonly question: string;
  readonly answer: string;
  readonly toolCall: string;
}

/** A picture with its bytes, in base64. */
export type ExportedPicture = Attachment & { readonly content: string };

/** The branch that is read, with a heading for each message, below what it was begun with. */
export function conversationMarkdown(
  conversation: Pick<ConversationReply, "title" | "leaf_id" | "messages" | "assistant">,
  names: FileNames,
): string {
  const parts = branchOf(conversation.messages, conversation.leaf_id).map(({ message }) => {
    const heading = message.role === "user" ? names.question : `${names.answer} (${message.model})`;
    const said = [picturesIn(message), message.text.trim(), ...callsIn(message, names.toolCall)];
    return [`## ${heading}`, ...said.filter((each) => each !== "")].join("\n\n").concat("\n");
  });
  const head = [`# ${onOneLine(conversation.title)}\n`];
  if (conversation.assistant != null) head.push(`*${onOneLine(conversation.assistant.name)}*\n`);
  return [...head, ...parts].join("\n");
}

/** Their names: the pictures themselves are in the export of everything alone. */
function picturesIn(message: Message): string {
  const pictures = message.role === "user" ? (message.attachments ?? []) : [];
  return pictures.map(({ name }) => `- ${onOneLine(name)}`).join("\n");
}

function callsIn(message: Message, title: string): readonly string[] {
  const calls = message.role === "assistant" ? (message.tool_calls ?? []) : [];
  return calls.map((call) => callMarkdown(call, title));
}

function callMarkdown({ name, arguments: given }: ToolCallData, title: string): string {
  const line = onOneLine(`${title} ${name ?? ""}`);
  const fence = fenceAround(given ?? "");
  return given
    ? `**${line}**\n\n${fence}json\n${readableArguments(given)}\n${fence}`
    : `**${line}**`;
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Longer than what stands in the text, which could end it. */
function fenceAround(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((each) => each.length));
  return "`".repeat(longest + 1);
}

/** Whole conversations, all branches, as the API gives them. */
export function conversationsJson(
  conversations: readonly ConversationReply[],
  attachments: readonly ExportedPicture[] = [],
): string {
  const head = { format: "yeoul-conversations", version: 1 };
  // Before the conversations, as in the export of the server: an import needs them first.
  const all = { ...head, ...(attachments.length > 0 && { attachments }), conversations };
  return `${JSON.stringify(all, null, 2)}\n`;
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
