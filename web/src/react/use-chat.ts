/** A whole conversation in one hook, with the names that other chat hooks have. */

import { useMemo } from "react";
import {
  type AnswerStream,
  type AskExtras,
  type Connection,
  type Conversation,
  knownId,
  type QuestionContent,
  type StreamSnapshot,
} from "../core/index.ts";
import type { ApiError, Phase } from "../protocol/index.ts";
import { type ChatMessage, chatMessages, withLive } from "./chat-messages.ts";
import { useAnswer } from "./use-answer.ts";
import { useConversation } from "./use-conversation.ts";

export interface ChatOptions {
  /** Which conversation; default, or null: a new one, which no other component has. */
  readonly conversationId?: string | null;
}

/**
 * `submitted`: a question is asked, and nothing has come of its answer. `streaming`: the answer
 * grows. `error`: the last command failed, or the conversation cannot be read; `error` says why.
 * Else `ready`.
 */
export type ChatStatus = "submitted" | "streaming" | "ready" | "error";

/** Which message is meant; default: the last answer. */
export interface MessageChoice {
  /** The id of an answer, or of its question. */
  readonly messageId?: string;
}

export interface Chat {
  /** The conversation's id; null until the first question of a new one has arrived. */
  readonly id: string | null;
  readonly title: string;
  /** The branch that is shown, from its first question on. */
  readonly messages: readonly ChatMessage[];
  readonly status: ChatStatus;
  /** Whether the conversation is being read, and there is nothing of it yet. */
  readonly loading: boolean;
  /** Whether the growing answer is being stopped. */
  readonly stopping: boolean;
  /** What is done for the answer that grows, before and while it does; null if none does. */
  readonly phase: Phase | null;
  /** How the answer that grows is followed; `reconnecting` heals by itself. Null if none grows. */
  readonly connection: Connection | null;
  /** The last command that failed, or why the conversation cannot be read. */
  readonly error: ApiError | null;
  /** A question that was not asked, `error` says why, or was stopped in time: offer it again. */
  readonly rejected: QuestionContent | null;
  /**
   * Asks. The question and its empty answer are among the messages at once; the result is the
   * answer as it grows. While another answer is waited for or grows nothing is asked: the question
   * is in `rejected`, and the result is null.
   */
  readonly sendMessage: (
    content: string | QuestionContent,
    extras?: AskExtras,
  ) => AnswerStream | null;
  /** Stops the answer that grows, also before its first word. Its text is kept. */
  readonly stop: () => void;
  /** Asks for another version of an answer, and gives it; null while one grows. */
  readonly regenerate: (which?: MessageChoice) => AnswerStream | null;
  /** Continues an answer that was stopped, interrupted or cut by its limit. */
  readonly continueAnswer: (which?: MessageChoice) => void;
  /** Shows another version of a message, and what follows it. */
  readonly showVersion: (messageId: string) => void;
  /** Reads the conversation again, as after a failure. */
  readonly reload: () => void;
  /** Forgets `error` and `rejected`. */
  readonly clearError: () => void;
}

/**
 * A conversation and all that can be done in it, rendered with each painted frame of a growing
 * answer. On a page with much around it, `useConversation` renders only when messages come and go,
 * and `useAnswer` in each answer's component does the rest.
 *
 * After a reload, a lost network, in another tab, after a restart of the server the answer grows on
 * where it was. Failures are in `error`; no command throws.
 */
export function useChat({ conversationId = null }: ChatOptions = {}): Chat {
  const { conversation, view } = useConversation(conversationId);
  const live = useAnswer(view.live);
  const settled = useMemo(() => chatMessages(view.branch), [view.branch]);
  const messages = useMemo(() => withLive(settled, live), [settled, live]);
  const commands = useMemo(() => commandsOf(conversation), [conversation]);
  const error = view.rejected?.error ?? view.error ?? view.loadError;
  return {
    id: knownId(view),
    title: view.title,
    messages,
    status: statusOf(live, error),
    loading: view.load === "loading",
    stopping: view.stopping,
    phase: live?.answer.phase ?? null,
    connection: live?.connection ?? null,
    error,
    rejected: view.rejected?.content ?? null,
    ...commands,
  };
}

function statusOf(live: StreamSnapshot | null, error: ApiError | null): ChatStatus {
  if (live !== null) return live.answer.parts.length > 0 ? "streaming" : "submitted";
  return error === null ? "ready" : "error";
}

type Commands = Pick<
  Chat,
  "sendMessage" | "stop" | "regenerate" | "continueAnswer" | "showVersion" | "reload" | "clearError"
>;

function commandsOf(conversation: Conversation): Commands {
  const messages = () => conversation.getSnapshot().branch.map(({ message }) => message);
  /** The answer that is meant. */
  const meant = ({ messageId }: MessageChoice = {}) =>
    messages().findLast(
      (each) =>
        each.role === "assistant" &&
        (messageId === undefined || each.id === messageId || each.parent_id === messageId),
    );
  return {
    sendMessage: (content, extras) => conversation.ask(content, extras),
    stop: () => void conversation.stop(),
    regenerate: (which) => {
      const questionId = meant(which)?.parent_id;
      return questionId ? conversation.regenerate(questionId) : null;
    },
    continueAnswer: (which) => {
      const answer = meant(which);
      if (answer !== undefined) void conversation.continueAnswer(answer.id);
    },
    showVersion: (id) => void conversation.showVersion(id),
    reload: () => void conversation.load(),
    clearError: () => conversation.clearError(),
  };
}
