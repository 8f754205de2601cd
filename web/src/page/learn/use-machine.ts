/**
 * The live machine of the lesson: one question and its answer, in a temporary conversation, which is
 * deleted when it is left. Several servers have no place for such: there each question is kept, as any
 * other one. Each begins anew, so that no earlier one is read with it.
 */

import { useState } from "react";
import {
  type AnswerState,
  type AskExtras,
  type BranchMessage,
  type Conversation,
  type ConversationView,
  Draft,
  type StreamSnapshot,
  snapshotState,
} from "../../core/index.ts";
import { useAnswer, useClient, useStore } from "../../react/index.ts";
import { useTemporary } from "../conversation/use-temporary.ts";
import { type ChosenModel, useChosenModel } from "../models/model-picker.tsx";
import { useMe } from "../person/use-me.ts";

export interface Machine {
  readonly conversation: Conversation;
  readonly view: ConversationView;
  /** The answer that is shown; undefined before the first question. */
  readonly entry: BranchMessage | undefined;
  readonly ask: (question: string, wishes: AskExtras) => void;
}

export function useMachine(): Machine {
  const client = useClient();
  const { lasting = false } = useMe();
  const [conversation, setConversation] = useState(() => client.newConversation());
  const view = useStore(conversation);
  useTemporary(view);
  const last = view.branch.at(-1);
  return {
    conversation,
    view,
    entry: last?.message.role === "assistant" ? last : undefined,
    ask: (question, wishes) => {
      const next = view.branch.length === 0 ? conversation : client.newConversation();
      // Thinking would have to be waited for.
      next.ask(question, { ...wishes, thinking: false, temporary: !lasting });
      setConversation(next);
    },
  };
}

const FORGETFUL = { read: () => "", write: () => undefined };

/** The model that the lesson asks: at first the one that a new conversation would. */
export function useLessonModel(machine: Machine): ChosenModel {
  const [draft] = useState(() => new Draft(machine.conversation, FORGETFUL));
  const chosen = useChosenModel(draft, useStore(draft).model, []);
  // What is tried in a lesson is not what other questions are to be asked.
  return { ...chosen, choose: (id) => draft.pickModel(id) };
}

export interface Shown {
  readonly answer: AnswerState;
  readonly growing: boolean;
  readonly live: StreamSnapshot | null;
}

/** The answer of a machine as it is now; null before its first question. */
export function useShown({ entry }: Machine): Shown | null {
  const live = useAnswer(entry?.stream ?? null);
  if (entry?.message.role !== "assistant") return null;
  const answer = live?.answer ?? snapshotState(entry.message);
  return { answer, live, growing: !answer.ended && live?.connection !== "refused" };
}
