/** What a link to a conversation shows, as the server has put it into the page. Pure. */

import type { BranchMessage } from "../../core/index.ts";
import {
  type Attachment,
  DecodeError,
  decodeToolCalls,
  type Message,
  orNull,
  parseJson,
  readFields,
  readInteger,
  readList,
  readString,
} from "../../protocol/index.ts";

export interface SharedBranch {
  readonly title: string;
  /** The instructions that the model was given; null where they are not shared, or none. */
  readonly system: string | null;
  /** From the first question on; they know nothing of the conversation that they are copied from. */
  readonly messages: readonly Message[];
  readonly sharedAt: Date;
  /** Until when the link works. */
  readonly until: Date;
}

/** null: the link leads nowhere. `later`: it may be read in a moment. @throws DecodeError */
export function readShared(data: string): SharedBranch | "later" | null {
  const value = parseJson(data, "what is shared");
  if (value === null || value === "later") return value;
  const { branch, created_at, expires_at } = readFields(value, "shared");
  const { title, system, messages } = readFields(branch, "branch");
  return {
    title: readString(title, "title"),
    system: orNull(readString, system, "system"),
    messages: readList(messages, "messages").map(decodeMessage),
    sharedAt: new Date(readString(created_at, "created_at")),
    until: new Date(readString(expires_at, "expires_at")),
  };
}

function decodeMessage(value: unknown, at: number): Message {
  const { role, text, ...of } = readFields(value, "message");
  const shown = {
    id: `${at}`,
    conversation_id: "",
    text: readString(text, "text"),
    created_at: "",
  };
  const above = at === 0 ? null : `${at - 1}`;
  if (role === "user") {
    const attachments = readList(of.attachments ?? [], "attachments").map(pictureOf);
    return { ...shown, role, parent_id: above, ...(attachments.length > 0 && { attachments }) };
  }
  if (role !== "assistant") throw new DecodeError("role is not one of user, assistant");
  return {
    ...shown,
    role,
    parent_id: above ?? "",
    // What the store holds is what the page knows: no more than an answer that has ended.
    status: readString(of.status, "status") as "finished",
    reason: orNull(readString, of.reason, "reason") as "stop" | null,
    reasoning: orNull(readString, of.reasoning, "reasoning"),
    tool_calls: decodeToolCalls(of.tool_calls),
    model: readString(of.model, "model"),
    cursor: null,
    omitted_messages: 0,
    continuable: false,
  };
}

/** A picture, whose number in the copy is its id. */
function pictureOf(value: unknown): Attachment {
  const { number, name, width, height } = readFields(value, "attachment");
  return {
    id: `${readInteger(number, "number")}`,
    name: readString(name, "name"),
    width: readInteger(width, "width"),
    height: readInteger(height, "height"),
    media_type: "",
    bytes: 0,
  };
}

/** The messages as the page shows those of a branch: each is its only version, and none grows. */
export function entriesOf({ messages }: SharedBranch): readonly BranchMessage[] {
  return messages.map((message) => ({ message, versions: [message.id], index: 0, stream: null }));
}
