/**
 * The live machine of the lesson: one question and its answer, in a temporary conversation. Several
 * servers have no place for such: there each question is kept, as any other one. Each begins anew, so
 * that no earlier one is read with it. The tab remembers which conversation it is: whoever reloads the
 * page, or comes back to it, goes on reading. The next question deletes it, or an hour without use.
 */

import { useEffect, useState } from "react";
import {
  type AnswerState,
  type AskExtras,
  type BranchMessage,
  type Client,
  type Conversation,
  type ConversationView,
  Draft,
  type StreamSnapshot,
  snapshotState,
} from "../../core/index.ts";
import { useAnswer, useClient, useStore } from "../../react/index.ts";
import { type ChosenModel, useChosenModel } from "../models/model-picker.tsx";
import { useAtLast, useMe } from "../person/use-me.ts";
import { readStored, writeStored } from "../storage.ts";

export interface Machine {
  readonly conversation: Conversation;
  readonly view: ConversationView;
  /** The answer that is shown; undefined before the first question. */
  readonly entry: BranchMessage | undefined;
  readonly ask: (question: string, wishes: AskExtras) => void;
}

/** @param name what the tab remembers it by */
export function useMachine(name: string): Machine {
  const client = useClient();
  const { lasting = false } = useMe();
  const place = `yeoul.lesson.${name}`;
  const [conversation, setConversation] = useState(() => {
    const id = readStored("sessionStorage", place);
    return id === "" ? client.newConversation() : client.conversation(id);
  });
  const view = useStore(conversation);
  const { id, load } = view;
  useEffect(() => {
    if (id !== null) writeStored("sessionStorage", place, id);
  }, [id, place]);
  useEffect(() => {
    if (load === "loading") void conversation.load();
    // It is gone, or is out of reach: there is nothing that could be read on.
    if (load === "failed") setConversation(client.newConversation());
  }, [client, conversation, load]);
  useInUse(view);
  const last = view.branch.at(-1);
  return {
    conversation,
    view,
    entry: last?.message.role === "assistant" ? last : undefined,
    ask: (question, wishes) => {
      const next = view.branch.length === 0 && load === "new";
      const asked = next ? conversation : client.newConversation();
      // Thinking would have to be waited for.
      asked.ask(question, { ...wishes, thinking: false, temporary: !lasting });
      setConversation(asked);
      if (!next) forget(client, view);
    },
  };
}

/** The server deletes what nobody has used for an hour. */
const USE_MS = 10 * 60_000;

/** Keeps a temporary conversation in use, and deletes it when its person signs out. */
function useInUse({ id, temporary }: ConversationView): void {
  const client = useClient();
  const atLast = useAtLast();
  useEffect(() => {
    if (id === null || !temporary) return undefined;
    const stay = atLast(() => forget(client, { id, temporary }));
    const use = setInterval(() => void client.conversation(id).load(), USE_MS);
    return () => {
      stay();
      clearInterval(use);
    };
  }, [client, atLast, id, temporary]);
}

/** Deletes a conversation that nobody reads any more, if it is a temporary one. Never rejects. */
async function forget(
  client: Client,
  { id, temporary }: Pick<ConversationView, "id" | "temporary">,
): Promise<void> {
  if (id === null || !temporary) return;
  client.drop(id);
  await client.api.forget(id).catch(() => undefined);
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
