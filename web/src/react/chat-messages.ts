/** The messages of a conversation as one list that a component can map over. Pure. */

import {
  type BranchMessage,
  type Part,
  partsOf,
  type StreamSnapshot,
  streamedMessage,
} from "../core/index.ts";
import type { Message } from "../protocol/index.ts";

/** A question or an answer; of an answer that grows, what it is at this moment. */
export type ChatMessage = Message & {
  /** What it consists of: thinking, text, and the calls that the model makes. */
  readonly parts: readonly Part[];
  /** Whether more of it is to come. */
  readonly growing: boolean;
  /** Ids of all versions of this message, the oldest first. */
  readonly versions: readonly string[];
  /** Which of the versions this is, from 0. */
  readonly index: number;
};

export function chatMessages(branch: readonly BranchMessage[]): readonly ChatMessage[] {
  return branch.map(({ message, stream, versions, index }) => {
    return { ...message, parts: partsOf(message), growing: stream !== null, versions, index };
  });
}

/** The messages, the growing one as `live` has it; the others stay the same objects. */
export function withLive(
  messages: readonly ChatMessage[],
  live: StreamSnapshot | null,
): readonly ChatMessage[] {
  if (live === null) return messages;
  const { answer } = live;
  return messages.map((each) =>
    each.growing ? { ...each, ...streamedMessage(each, answer), parts: answer.parts } : each,
  );
}
