/** The list of conversations as one hook, with its commands. */

import { useEffect, useMemo } from "react";
import type { Client, ListView } from "../core/index.ts";
import { useClient } from "./client-context.tsx";
import { useStore } from "./use-store.ts";

/** The reader's conversations, the newest first, and what can be done with them. */
export interface Conversations extends ListView {
  /** Reads the next page, if `hasMore`. */
  readonly more: () => Promise<void>;
  /** Shows only what matches; "" shows all. */
  readonly search: (query: string) => Promise<void>;
  readonly rename: (id: string, title: string) => Promise<void>;
  /** Deletes one; resolves to whether it was deleted. It can be restored for 30 days. */
  readonly remove: (id: string) => Promise<boolean>;
  /** Restores what was deleted here; resolves to the ids of the restored conversations. */
  readonly undo: () => Promise<readonly string[]>;
  /** Reads the list again, as after a failure. */
  readonly refresh: () => Promise<void>;
  /** Forgets `refused`. */
  readonly clearError: () => void;
}

/**
 * The list of conversations, read when it is first used. All components show the same list, and so
 * the same search. No command rejects: what failed is in `error` and `refused`.
 */
export function useConversations(): Conversations {
  const client = useClient();
  const view = useStore(client.list);
  useEffect(() => void client.list.load(), [client]);
  const commands = useMemo(() => commandsOf(client), [client]);
  return { ...view, ...commands };
}

function commandsOf({ list }: Client): Omit<Conversations, keyof ListView> {
  return {
    more: () => list.more(),
    search: (query) => list.search(query),
    rename: (id, title) => list.rename(id, title),
    remove: (id) => list.remove(id),
    undo: () => list.undo(),
    refresh: () => list.refresh(),
    clearError: () => list.clearError(),
  };
}
