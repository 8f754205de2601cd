/** What is done with all conversations of the reader at once: read, and deleted. */

import type {
  ConversationList as ConversationPage,
  Conversation as ConversationReply,
} from "../protocol/index.ts";
import type { ApiClient } from "./api-client.ts";
import type { Client } from "./client.ts";

/** All conversations; null if not all of them can be read. */
export async function readAll({ api }: Client): Promise<readonly ConversationReply[] | null> {
  const all: ConversationReply[] = [];
  try {
    for (const id of await allIds(api)) all.push(await api.conversation(id));
    return all;
  } catch {
    return null;
  }
}

/** Deletes all conversations. Returns whether that was done. */
export async function removeAll(client: Client): Promise<boolean> {
  try {
    for (const id of await allIds(client.api)) {
      await client.api.remove(id);
      client.drop(id);
    }
    return true;
  } catch {
    return false;
  } finally {
    void client.list.refresh();
  }
}

async function allIds(api: ApiClient): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: ConversationPage = await api.conversations(cursor === "" ? {} : { cursor });
    ids.push(...page.conversations.map((each) => each.id));
    cursor = page.next_cursor;
  }
  return ids;
}
