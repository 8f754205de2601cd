/** Reads and deletes all conversations of the reader at once. */

import {
  ApiError,
  type ConversationListReply,
  type ConversationReply,
} from "../../protocol/index.ts";
import type { ApiClient } from "../api-client.ts";
import type { Client } from "../client.ts";

/** All conversations. @throws ApiError if not all of them can be read */
export async function readAll({ api }: Client): Promise<readonly ConversationReply[]> {
  const all: ConversationReply[] = [];
  for (const id of await allIds(api)) {
    const one = await api.conversation(id).catch(unlessGone);
    if (one !== null) all.push(one);
  }
  return all;
}

/** Deletes all conversations. @throws ApiError when one cannot be; those before it are gone */
export async function removeAll(client: Client): Promise<void> {
  try {
    for (const id of await allIds(client.api)) {
      await client.api.remove(id).catch(unlessGone);
      client.drop(id);
    }
  } finally {
    void client.list.refresh();
  }
}

/** What was deleted elsewhere meanwhile is not missed. */
function unlessGone(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null;
  throw error;
}

async function allIds(api: ApiClient): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: ConversationListReply = await api.conversations(cursor === "" ? {} : { cursor });
    ids.push(...page.conversations.map((each) => each.id));
    cursor = page.next_cursor;
  }
  return ids;
}
