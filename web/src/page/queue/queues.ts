/**
 * The queues of this window's conversations, kept by the browser for all of its windows, so that a
 * crash loses none. Those of conversations that nobody has opened go out as well. With a conversation
 * that is deleted for good goes all that is kept of it, here and in each other window.
 */

import type { Client, Conversation } from "../../core/index.ts";
import { QuestionQueue } from "../../core/queue/index.ts";
import { type ApiError, asApiError } from "../../protocol/index.ts";
import { memoryOf, nameOf, readStored } from "../storage.ts";
import { forgetKept, keptIds } from "./kept.ts";

const NAMES = "yeoul.queue.";

const queues = new WeakMap<Conversation, QuestionQueue>();

/** The queue of a conversation, the same each time. */
export function queueOf(conversation: Conversation): QuestionQueue {
  const known = queues.get(conversation);
  if (known !== undefined) return known;
  const made = new QuestionQueue(conversation, memoryOf("localStorage", conversation));
  queues.set(conversation, made);
  return made;
}

/** The clients with which this page has looked for what is lost: what is deleted later they tell. */
const looked = new WeakSet<Client>();

/** Goes on with what an earlier page has left, and with what other windows change; until called. */
export function followQueues(client: Client): () => void {
  void takeUp(client);
  const onStorage = ({ key }: StorageEvent): void => {
    const id = nameOf(key, NAMES);
    if (id !== null) queues.get(client.conversation(id))?.refresh();
  };
  window.addEventListener("storage", onStorage);
  const unsubscribe = client.deleted.subscribe(() => {
    const id = client.deleted.getSnapshot()?.id ?? "";
    if (keptIds().has(id)) void forgetLost(client, id);
  });
  return () => {
    window.removeEventListener("storage", onStorage);
    unsubscribe();
  };
}

/**
 * Goes on with all questions that wait, and forgets, once, what is kept of conversations that are gone.
 * One after the other: a browser has few connections, and answers come over some of them.
 */
async function takeUp(client: Client): Promise<void> {
  const first = !looked.has(client);
  looked.add(client);
  // One that is begun from now on is unknown to the server until its first question has arrived.
  const ids = [...keptIds()];
  for (const id of ids.filter(isQueued)) await goOn(client, id);
  if (!first) return;
  const others = ids.filter((id) => !isQueued(id));
  if (others.length === 0) return;
  await client.list.load();
  // What is in the list is there.
  const listed = new Set(client.list.getSnapshot().items.map(({ id }) => id));
  for (const id of others) if (!listed.has(id)) await forgetLost(client, id);
}

function isQueued(id: string): boolean {
  return readStored("localStorage", NAMES + id) !== "";
}

async function goOn(client: Client, id: string): Promise<void> {
  const conversation = client.conversation(id);
  if (queues.has(conversation)) return;
  const queue = queueOf(conversation);
  await conversation.load();
  if (isLost(conversation.getSnapshot().loadError)) forget(id, queue);
}

/** Keeps nothing of a conversation that was deleted for good. */
async function forgetLost(client: Client, id: string): Promise<void> {
  // Before the client has another object for it.
  const queue = queueOf(client.conversation(id));
  try {
    await client.api.conversation(id);
  } catch (error) {
    if (isLost(asApiError(error))) forget(id, queue);
  }
}

function forget(id: string, queue: QuestionQueue): void {
  queue.clear();
  forgetKept(id);
}

/** One that was deleted can be restored for a while, and its questions with it; then it is lost. */
function isLost(error: ApiError | null): boolean {
  return error?.code === "not_found";
}
