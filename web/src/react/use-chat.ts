import { useMemo } from "react";
import type { AskExtras, Connection, Conversation, ConversationView } from "../core/index.ts";
import type { ApiError, Phase } from "../protocol/index.ts";
import { type ChatMessage, chatMessages, withLive } from "./chat-messages.ts";
import { useAnswer } from "./use-answer.ts";
import { useConversation } from "./use-conversation.ts";

export interface ChatOptions {
  /** Which conversation; default, or null: a new one, which no other component has. */
  readonly conversationId?: string | null;
}

/**
 * `loading`: the conversation is being read. `failed`: it cannot be, `error` says why. `answering`:
 * an answer is waited for, or grows. `stopping`: it was told to stop. Else `ready`.
 */
export type ChatStatus = "loading" | "failed" | "ready" | "answering" | "stopping";

export interface Chat {
  /** The conversation's id; null until the first question of a new one has arrived. */
  readonly id: string | null;
  readonly title: string;
  /** The branch that is shown, from its first question on. */
  readonly messages: readonly ChatMessage[];
  readonly status: ChatStatus;
  /** What is done for the answer that grows, before and while it does; null if none does. */
  readonly phase: Phase | null;
  /** How the answer that grows is followed; `reconnecting` heals by itself. Null if none grows. */
  readonly connection: Connection | null;
  /** The last command that failed, or why the conversation cannot be read. */
  readonly error: ApiError | null;
  /** A question that was not asked, `error` says why, or was stopped in time: offer it again. */
  readonly rejected: string | null;
  /**
   * Asks. The question and its empty answer are among the messages at once. While another answer is
   * waited for or grows nothing is asked: the question is in `rejected`.
   */
  readonly send: (content: string, extras?: AskExtras) => void;
  /** Stops the answer that grows, also before its first word. Its text is kept. */
  readonly stop: () => void;
  /** Asks for another version of an answer, unless one grows; default: the last. */
  readonly regenerate: (answerId?: string) => void;
  /** Has an answer go on that was stopped, interrupted or cut by its limit; default: the last. */
  readonly continue: (answerId?: string) => void;
  /** Shows another version of a message, and what follows it. */
  readonly show: (messageId: string) => void;
  /** Reads the conversation again, as after a failure. */
  readonly reload: () => void;
  /** Forgets `error` and `rejected`. */
  readonly dismiss: () => void;
}

/**
 * A conversation and all that can be done in it, rendered with each painted frame of a growing
 * answer. On a page with much around it, `useConversation` renders only when messages come and go,
 * and `useAnswer` in each answer's component does the rest.
 *
 * A reload, a lost network, another tab, a restarted server: the answer goes on where it was.
 * Failures are told in `error`; no command throws.
 */
export function useChat({ conversationId = null }: ChatOptions = {}): Chat {
  const { conversation, view } = useConversation(conversationId);
  const live = useAnswer(view.live);
  const settled = useMemo(() => chatMessages(view.branch), [view.branch]);
  const messages = useMemo(() => withLive(settled, live), [settled, live]);
  const commands = useMemo(() => commandsOf(conversation), [conversation]);
  return {
    id: view.id,
    title: view.title,
    messages,
    status: statusOf(view),
    phase: live?.answer.phase ?? null,
    connection: live?.connection ?? null,
    error: view.rejected?.error ?? view.error ?? view.loadError,
    rejected: view.rejected?.content.text ?? null,
    ...commands,
  };
}

function statusOf(view: ConversationView): ChatStatus {
  if (view.stopping) return "stopping";
  if (view.live !== null) return "answering";
  if (view.load === "loading" || view.load === "failed") return view.load;
  return "ready";
}

type Commands = Pick<
  Chat,
  "send" | "stop" | "regenerate" | "continue" | "show" | "reload" | "dismiss"
>;

function commandsOf(conversation: Conversation): Commands {
  const answer = (id: string | undefined) => {
    const { branch } = conversation.getSnapshot();
    return branch
      .map((entry) => entry.message)
      .findLast((each) => each.role === "assistant" && (id === undefined || each.id === id));
  };
  return {
    send: (content, extras) => conversation.ask(content, extras),
    stop: () => void conversation.stop(),
    regenerate: (id) => {
      const questionId = answer(id)?.parent_id;
      if (questionId) conversation.regenerate(questionId);
    },
    continue: (id) => {
      const found = answer(id);
      if (found !== undefined) void conversation.continueAnswer(found.id);
    },
    show: (id) => void conversation.switchTo(id),
    reload: () => void conversation.load(),
    dismiss: () => conversation.dismiss(),
  };
}
