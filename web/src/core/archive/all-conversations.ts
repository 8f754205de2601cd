/** Deletes all conversations of the reader at once. */

import { ApiError, type ConversationListReply } from "../../protocol/index.ts";
import type { ApiClient } from "../api-client.ts";
import type { Client } from "../client.ts";

/** Is told how many are done, and of how many. */
export type OnProgress = (done: number, all: number) => void;

/** Deletes all conversations. @throws ApiError when one cannot be; those before it are gone */
export async function removeAll(client: Client, onProgress?: OnProgress): Promise<void> {
  try {
    await forEachOf(await allIds(client.api), onProgress, async (id) => {
      await client.api.remove(id).catch(unlessGone);
      client.drop(id);
    });
  } finally {
    void client.list.refresh();
  }
}

/** Does one after the other: a browser has few connections, and answers come over some of them. */
export async function forEachOf(
  ids: readonly string[],
  onProgress: OnProgress = () => undefined,
  work: (id: string) => Promise<void>,
): Promise<void> {
  for (const [done, id] of ids.entries()) {
    onProgress(done, ids.length);
    await work(id);
  }
}

/** What was deleted elsewhere meanwhile is not missed. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
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
