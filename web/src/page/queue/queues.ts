/**
 * The queues of this window's conversations, kept by the browser for all of its windows, so that a
 * crash loses none. Those of conversations that nobody has opened go out as well.
 */

import type { Client, Conversation } from "../../core/index.ts";
import { QuestionQueue } from "../../core/queue/index.ts";
import { type ApiError, asApiError } from "../../protocol/index.ts";
import { memoryOf } from "../storage.ts";

const PREFIX = "yeoul.queue.";

const queues = new WeakMap<Conversation, QuestionQueue>();

/** The queue of a conversation, the same each time. */
export function queueOf(conversation: Conversation): QuestionQueue {
  const known = queues.get(conversation);
  if (known !== undefined) return known;
  const made = new QuestionQueue(conversation, memoryOf("localStorage", conversation));
  queues.set(conversation, made);
  return made;
}

/** Goes on with what an earlier page has left, and with what other windows change; until called. */
export function followQueues(client: Client): () => void {
  for (const id of keptIds()) void goOn(client, id);
  const onStorage = ({ key }: StorageEvent): void => {
    if (key?.startsWith(PREFIX) !== true) return;
    queues.get(client.conversation(key.slice(PREFIX.length)))?.refresh();
  };
  window.addEventListener("storage", onStorage);
  const unsubscribe = client.deleted.subscribe(() => {
    const id = client.deleted.getSnapshot()?.id ?? "";
    if (keptIds().includes(id)) void forgetLost(client, id);
  });
  return () => {
    window.removeEventListener("storage", onStorage);
    unsubscribe();
  };
}

async function goOn(client: Client, id: string): Promise<void> {
  const conversation = client.conversation(id);
  if (queues.has(conversation)) return;
  const queue = queueOf(conversation);
  await conversation.load();
  if (isLost(conversation.getSnapshot().loadError)) queue.clear();
}

/** Keeps nothing of a conversation that was deleted for good. */
async function forgetLost(client: Client, id: string): Promise<void> {
  // Before the client has another object for it.
  const queue = queueOf(client.conversation(id));
  try {
    await client.api.conversation(id);
  } catch (error) {
    if (isLost(asApiError(error))) queue.clear();
  }
}

/** One that was deleted can be restored for a while, and its questions with it; then it is lost. */
function isLost(error: ApiError | null): boolean {
  return error?.code === "not_found";
}

function keptIds(): readonly string[] {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    return names.map((name) => name.slice(PREFIX.length));
  } catch {
    return [];
  }
}
